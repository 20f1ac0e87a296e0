import { l10n, Uri, window, type QuickPickItem } from 'vscode';
import { UserError } from '../../base/errors';
import { message } from '../../base/message';
import type { ConfigurationSnapshot, OptionSnapshot } from '../../shared/configurationApi';
import { CommandError } from '../commandError';
import type { Host } from '../host';
import { folderOf, packageFolders } from '../moduleFolders';
import { commands } from '../names';
import { allOptions, maskedValue, optionText } from '../optionText';
import { escapeIcons, oneLine } from '../plainText';
import { readArgument } from './argument';

/** Characters of a value in a list. */
const VALUE_MAX_LENGTH = 80;

interface FolderItem extends QuickPickItem {
  readonly folder: string;
}

/**
 * The options that a command is meant for: of the given folder or module, of the only module that is installed or open,
 * or of the one that is picked now.
 */
export async function pickConfiguration(host: Host, given: unknown): Promise<ConfigurationSnapshot | undefined> {
  const folder = given instanceof Uri ? folderOf(given) : (givenFolder(host, given) ?? (await pickFolder(host)));
  return folder === undefined ? undefined : host.configurations.fetchAgain(folder);
}

function givenFolder(host: Host, given: unknown): string | undefined {
  const { folder, module } = readArgument(given);
  if (folder !== undefined || module === undefined) return folder;
  const found = host.mirror.modules.find((candidate) =>
    [candidate.id, candidate.name, host.mirror.shownName(candidate)].includes(module),
  );
  if (!found) throw new UserError(message('No module "{0}" is installed.', module));
  return found.folder;
}

/** Folders of modules: the active one first, then those that are installed, then those that are open. */
async function pickFolder(host: Host): Promise<string | undefined> {
  const { mirror, active } = host;
  const installed = mirror.modules
    .filter(({ kind }) => kind !== 'recording')
    .sort((one, other) => Number(other === active.module) - Number(one === active.module))
    .map((module): FolderItem => ({ label: escapeIcons(mirror.shownName(module)), folder: module.folder }));
  const open = (await packageFolders())
    .filter(({ uri, isModule }) => isModule && installed.every(({ folder }) => folder !== uri.fsPath))
    .map(({ uri, name }): FolderItem => ({ label: escapeIcons(name), folder: uri.fsPath }));
  const [only, ...others] = [...installed, ...open];
  if (!only) {
    throw new CommandError(message('No module is open, so there are no options.'), [
      { title: message('Install Current Folder as Module'), command: commands.installFolder },
    ]);
  }
  if (others.length === 0) return only.folder;
  return (await window.showQuickPick([only, ...others], { placeHolder: l10n.t('Which module?') }))?.folder;
}

interface OptionItem extends QuickPickItem {
  readonly key?: string;
}

/** The key that a command is meant for: the given one, or one that is picked or typed now. */
export async function pickOption(
  { options, module }: ConfigurationSnapshot,
  given: unknown,
  offer: {
    readonly accepts?: (option: OptionSnapshot) => boolean;
    /** Says that there is none; without it, another one may be named. */
    readonly none?: (module: string) => UserError;
  } = {},
): Promise<string | undefined> {
  const { key } = readArgument(given);
  if (key !== undefined) return key;
  const items: OptionItem[] = allOptions(options)
    .filter(offer.accepts ?? (() => true))
    .map((option) => ({ ...describe(option), key: option.key }));
  if (items.length === 0 && offer.none) throw offer.none(module);
  if (!offer.none) items.push({ label: l10n.t('Another option…'), alwaysShow: true });
  const picked = await window.showQuickPick(items, { placeHolder: l10n.t('Which option?'), matchOnDescription: true });
  return picked && (picked.key ?? (await typeKey(module)));
}

function describe(option: OptionSnapshot): OptionItem {
  const value = optionText(maskedValue(option, option.effective));
  return { label: escapeIcons(option.key), description: escapeIcons(oneLine(value, VALUE_MAX_LENGTH)) };
}

function typeKey(module: string): Thenable<string | undefined> {
  return window.showInputBox({
    title: escapeIcons(module),
    prompt: l10n.t('The name of the option; "a:b" is option b within a.'),
    validateInput: (text) => (text.trim() === '' ? l10n.t('An option needs a name.') : undefined),
  });
}
