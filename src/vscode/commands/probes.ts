import { commands as registry, window } from 'vscode';
import { message } from '../../base/message';
import type { Host } from '../host';
import { localize } from '../localize';
import { views } from '../names';
import type { CommandHandlers } from '../registerCommands';

/** What can be done with the probes of a module. */
export function probeCommands({ probeFilter }: Host): Pick<CommandHandlers, 'filterProbes'> {
  return {
    filterProbes: async () => {
      await registry.executeCommand(`${views.probes}.focus`);
      const text = await window.showInputBox({
        title: localize(message('Filter Probes')),
        prompt: localize(message('Words of the names that are shown. Empty: all probes.')),
        value: probeFilter.text,
      });
      if (text !== undefined) probeFilter.text = text;
    },
  };
}
