import { commands as registry, window } from 'vscode';
import { UserError } from '../../base/errors';
import { message } from '../../base/message';
import type { Host } from '../host';
import { localize } from '../localize';
import { views } from '../names';
import type { CommandHandlers } from '../registerCommands';
import { probeRowId } from '../views/probeRows';
import { pickProbe } from './picks';

type Names = 'filterProbes' | 'showProbe' | 'pinProbe' | 'unpinProbe';

/** What can be done with the probes of a module. */
export function probeCommands(host: Host): Pick<CommandHandlers, Names> {
  const { pins, probeFilter } = host;
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
    showProbe: async (given) => {
      const picked = await pickProbe(host, given);
      if (!picked) return;
      await registry.executeCommand(`${views.probes}.focus`);
      await host.trees.probes.show(probeRowId(picked.process.key, picked.probe.name));
    },
    pinProbe: async (given) => {
      const picked = await pickProbe(host, given, ({ process, probe }) => !pins.has(pinOf(process.key, probe.name)));
      if (picked) await pins.pin(pinOf(picked.process.key, picked.probe.name));
    },
    unpinProbe: async (given) => {
      if (pins.all.length === 0) throw new UserError(message('No probe is pinned.'));
      const picked = await pickProbe(host, given, ({ process, probe }) => pins.has(pinOf(process.key, probe.name)));
      if (picked) await pins.unpin(pinOf(picked.process.key, picked.probe.name));
    },
  };
}

function pinOf(process: string, probe: string): { readonly process: string; readonly probe: string } {
  return { process, probe };
}
