import { message } from '../../base/message';
import type { Log } from '../../base/log';
import type { Configuration } from '../createConfiguration';
import { views } from '../names';
import { configurationRows } from './configurationRows';
import type { TreeOptions } from './createTrees';
import { RowTree } from './rowTree';

export interface ConfigurationTreeOptions extends Pick<TreeOptions, 'mirror' | 'wording'>, Configuration {
  /** Told when the options cannot be asked for. */
  readonly log: Log;
}

/** The Configuration view: the options of the active module, or of the one that is open. */
export function configurationTree(options: ConfigurationTreeOptions): RowTree {
  const { configurations, configurationFolder: subject, secretSights, mirror, wording } = options;
  return new RowTree({
    id: views.configuration,
    rows: () => {
      const { folder } = subject;
      if (folder === undefined) return [];
      const configuration = configurations.get(folder);
      if (!configuration) {
        configurations.fetch(folder).catch((error: unknown) => options.log.warn(String(error)));
        return [];
      }
      return configurationRows(configuration, {
        module: mirror.moduleInFolder(folder)?.id ?? '',
        isRevealed: (key) => secretSights.isRevealed(folder, key),
        wording: wording(),
      });
    },
    caption: () => {
      const { folder } = subject;
      const configuration = folder === undefined ? undefined : configurations.get(folder);
      if (folder === undefined || !configuration) return {};
      const module = mirror.moduleInFolder(folder);
      const description = module ? mirror.shownName(module) : configuration.module;
      const { options: all, manifestProblem } = configuration;
      if (all.length > 0 || manifestProblem) return { description };
      return {
        description,
        message: wording().say(message('{0} has no options: add "config" to its package.json.', description)),
      };
    },
    changes: [configurations.onDidChange, secretSights.onDidChange, mirror.onDidChangeModule],
    subject: subject.onDidChange,
  });
}
