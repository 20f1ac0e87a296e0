import { InputBoxValidationSeverity, l10n, window, type InputBoxValidationMessage } from 'vscode';
import type { ConfigurationSnapshot, OptionCheck, OptionSnapshot } from '../../shared/configurationApi';
import type { Host } from '../host';
import { localize } from '../localize';
import { holdsSecret, maskedValue, optionText } from '../optionText';
import { escapeIcons, escapeLinks, oneLine } from '../plainText';

/** Characters of a default in the prompt. */
const DEFAULT_MAX_LENGTH = 80;

/** Asks for an option's value, in a box that says what would come of the text. Undefined: it was called off. */
export async function askOption(
  host: Host,
  configuration: ConfigurationSnapshot,
  { key, option }: { readonly key: string; readonly option: OptionSnapshot | undefined },
): Promise<string | undefined> {
  const title = escapeIcons(`${configuration.module}: ${key}`);
  if (typeof option?.default === 'boolean') return pickTruth(title, option);
  const check = (text: string): Promise<OptionCheck> => host.core.calls.checkOption(configuration.folder, key, text);
  return window.showInputBox({
    title,
    prompt: escapeLinks(prompt(configuration, option)),
    value: optionText(option?.override ?? option?.default),
    password: option !== undefined && holdsSecret(option),
    validateInput: async (text) => shown(await check(text)),
  });
}

function shown({ severity, message }: OptionCheck): InputBoxValidationMessage | undefined {
  if (!severity || !message) return undefined;
  return {
    message: escapeLinks(localize(message)),
    severity: severity === 'error' ? InputBoxValidationSeverity.Error : InputBoxValidationSeverity.Warning,
  };
}

/** What the default is, and who else reads what is written. */
function prompt({ file }: ConfigurationSnapshot, option: OptionSnapshot | undefined): string {
  const shared = l10n.t('It is written to {0}, which a PM2 of yours reads too.', file);
  if (option?.default === undefined) return shared;
  const standard = optionText(maskedValue(option, option.default));
  return `${l10n.t('Default: {0}.', oneLine(standard, DEFAULT_MAX_LENGTH))} ${shared}`;
}

async function pickTruth(title: string, option: OptionSnapshot): Promise<string | undefined> {
  const items = [true, false].map((value) => ({
    label: String(value),
    ...(value === option.default && { description: l10n.t('the default') }),
    value,
  }));
  const current = option.effective === true ? 0 : 1;
  const ordered = [items[1 - current], items[current]].filter((item) => item !== undefined);
  return (
    await window.showQuickPick(ordered, { title, placeHolder: l10n.t('Now it is {0}.', optionText(option.effective)) })
  )?.label;
}
