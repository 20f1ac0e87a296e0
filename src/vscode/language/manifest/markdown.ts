import { l10n, MarkdownString, Uri } from 'vscode';
import { message } from '../../../base/message';
import type { AppOptionFacts, ManifestHover, OptionFacts } from '../../../shared/languageApi';
import { localize } from '../../localize';
import { commands } from '../../names';

/** What a hover over the package.json in that folder says. Values come from files that others wrote: they are shown as code, names as plain text. */
export function hoverText(hover: ManifestHover, folder: string): MarkdownString {
  switch (hover.kind) {
    case 'key':
      return paragraphs([heading(hover.name), plain(localize(hover.about))]);
    case 'option':
      return optionText(hover.option);
    case 'config':
      return configText(hover.option, folder);
  }
}

/** An option of an `apps` entry: what it does, takes, and is without it. */
export function optionText(option: AppOptionFacts): MarkdownString {
  const { name, aliases, about, takes, examples, effect } = option;
  return paragraphs([
    heading(name),
    plain(localize(about)),
    lines([
      [l10n.t('Value'), plain(localize(takes))],
      option.default === undefined ? undefined : [l10n.t('Default'), code(option.default)],
      examples.length === 0 ? undefined : [l10n.t('Examples'), examples.map(code).join(', ')],
      aliases.length === 0 ? undefined : [l10n.t('Also written'), aliases.map(code).join(', ')],
    ]),
    effect === undefined ? '' : `$(info) ${plain(localize(effectTexts[effect]))}`,
  ]);
}

const effectTexts = {
  forced: message('PM2 overrides it for a module.'),
  inert: message('PM2 acts on it. A module in development runs without.'),
};

function configText(option: OptionFacts, folder: string): MarkdownString {
  const { key, override, effective, type, notes } = option;
  const target = { folder, key };
  const text = paragraphs([
    heading(key),
    lines([
      option.default === undefined ? undefined : [l10n.t('Default'), code(option.default)],
      override === undefined ? undefined : [l10n.t('In module_conf.json'), code(override)],
      [l10n.t('The module gets'), `${code(effective)} (${plain(localize(type))})`],
    ]),
    ...notes.map((note) => `$(warning) ${plain(localize(note))}`),
    [
      link(l10n.t('Set…'), commands.setConfig, target),
      ...(override === undefined
        ? []
        : [
            link(l10n.t('Reset'), commands.unsetConfig, target),
            link(l10n.t('Open module_conf.json'), commands.openModuleConf, target),
          ]),
    ].join(' · '),
  ]);
  text.isTrusted = { enabledCommands: [commands.setConfig, commands.unsetConfig, commands.openModuleConf] };
  return text;
}

function paragraphs(parts: readonly string[]): MarkdownString {
  return new MarkdownString(parts.filter((part) => part !== '').join('\n\n'), true);
}

function lines(all: readonly (readonly [string, string] | undefined)[]): string {
  return all
    .filter((line) => line !== undefined)
    .map(([name, value]) => `${plain(name)}: ${value}`)
    .join('  \n');
}

/** Runs a command on an option. */
function link(title: string, command: string, target: { readonly folder: string; readonly key: string }): string {
  const uri = Uri.from({ scheme: 'command', path: command, query: JSON.stringify([target]) });
  return `[${plain(title)}](${uri.toString()})`;
}

function heading(name: string): string {
  return `**${plain(name)}**`;
}

/** A text whose characters mean nothing in Markdown, and whose lines can break at its spaces. */
function plain(text: string): string {
  return new MarkdownString('', true).appendText(text).value.replaceAll('&nbsp;', ' ');
}

/** A code span, whatever backticks stand in it. */
function code(text: string): string {
  if (text.includes('$(')) return plain(text); // an icon, even in code
  const ticks = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length)) + 1;
  const fence = '`'.repeat(ticks);
  const pad = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return fence + pad + text.replace(/\s+/g, ' ') + pad + fence;
}
