import { message } from '../../base/message';
import type { ConfigurationFolder } from '../configurationFolder';
import type { Configurations } from '../configurations';
import { views } from '../names';
import type { SecretSights } from '../secretSights';
import { configurationRows } from './configurationRows';
import type { TreeOptions } from './createTrees';
import { RowTree } from './rowTree';

export interface ConfigurationTreeOptions extends Pick<TreeOptions, 'mirror' | 'wording'> {
  readonly configurations: Configurations;
  readonly subject: ConfigurationFolder;
  readonly secretSights: SecretSights;
  /** Told when the options cannot be asked for. */
  readonly onError: (error: unknown) => void;
}

/** The Configuration view: the options of the active module, or of the one that is open. */
export function configurationTree(options: ConfigurationTreeOptions): RowTree {
  const { configurations, subject, secretSights, mirror, wording } = options;
  return new RowTree({
    id: views.configuration,
    rows: () => {
      const { folder } = subject;
      if (folder === undefined) return [];
      const configuration = configurations.get(folder);
      if (!configuration) {
        configurations.fetch(folder).catch(options.onError);
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
    changes: [subject.onDidChange, configurations.onDidChange, secretSights.onDidChange, mirror.onDidChangeModule],
  });
}
