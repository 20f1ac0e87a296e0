import { l10n, window } from 'vscode';
import { UserError } from '../../base/errors';
import { message } from '../../base/message';
import type { Host } from '../host';
import { allOptions, overridden } from '../optionText';
import type { CommandHandlers } from '../registerCommands';
import { openFile } from '../remedies';
import { requireTrust } from '../trust';
import { readArgument } from './argument';
import { askOption } from './askOption';
import { pickConfiguration, pickOption } from './pickConfiguration';

type Names =
  | 'setConfig'
  | 'unsetConfig'
  | 'resetAllConfig'
  | 'revealSecret'
  | 'hideSecret'
  | 'openModuleConf'
  | 'openConfigDefault';

/**
 * A module's options: set, reset, looked at. Each is given a row, or `{ folder, key }`, `{ module, key }` (and `value`
 * to set); what is missing is asked for.
 */
export function configurationCommands(host: Host): Pick<CommandHandlers, Names> {
  return {
    setConfig: (given) => setConfig(host, given),
    unsetConfig: async (given) => {
      requireTrust();
      const configuration = await pickConfiguration(host, given);
      if (!configuration) return;
      const key = await pickOption(configuration, given, {
        ...{ accepts: ({ override }) => override !== undefined, none: noneIsSet },
      });
      if (key !== undefined) await host.core.calls.unsetOption(configuration.folder, key);
    },
    resetAllConfig: (given) => resetAll(host, given),
    revealSecret: (given) => reveal(host, given, true),
    hideSecret: (given) => reveal(host, given, false),
    openModuleConf: (given) => openPlace(host, given, 'override'),
    openConfigDefault: (given) => openPlace(host, given, 'default'),
  };
}

async function setConfig(host: Host, given: unknown): Promise<void> {
  requireTrust();
  const configuration = await pickConfiguration(host, given);
  if (!configuration) return;
  const key = await pickOption(configuration, given);
  if (key === undefined) return;
  const { problem } = configuration;
  if (problem) throw new UserError(problem.message, problem.remedies);
  const option = allOptions(configuration.options).find((candidate) => candidate.key === key);
  const text = readArgument(given).value ?? (await askOption(host, configuration, { key, option }));
  if (text !== undefined) await host.core.calls.setOption(configuration.folder, key, text);
}

async function resetAll(host: Host, given: unknown): Promise<void> {
  requireTrust();
  const configuration = await pickConfiguration(host, given);
  if (!configuration) return;
  const { folder, module, options } = configuration;
  const set = overridden(options);
  if (set.length === 0) throw noneIsSet(module);
  const reset = l10n.t('Reset All');
  const [only] = set;
  const question =
    set.length === 1
      ? l10n.t('Reset the option "{0}" of "{1}"?', only?.key ?? '', module)
      : l10n.t('Reset {0} options of "{1}"?', set.length, module);
  const detail = l10n.t('They are taken out of {0}: {1}', configuration.file, set.map(({ key }) => key).join(', '));
  const answer = await window.showWarningMessage(question, { modal: true, detail }, reset);
  if (answer === reset) await host.core.calls.unsetAll(folder);
}

async function reveal(host: Host, given: unknown, isRevealed: boolean): Promise<void> {
  const configuration = await pickConfiguration(host, given);
  if (!configuration) return;
  const key = await pickOption(configuration, given, {
    accepts: ({ isSecret }) => isSecret,
    none: (module) => new UserError(message('No option of "{0}" is a secret.', module)),
  });
  if (key !== undefined) host.secretSights.set(configuration.folder, key, isRevealed);
}

async function openPlace(host: Host, given: unknown, where: 'override' | 'default'): Promise<void> {
  const configuration = await pickConfiguration(host, given);
  if (!configuration) return;
  const { key } = readArgument(given);
  const { file, line, column } = await host.core.calls.placeOfOption(configuration.folder, key, where);
  await openFile(file, line, column);
}

function noneIsSet(module: string): UserError {
  return new UserError(message('No option of "{0}" is set.', module));
}
