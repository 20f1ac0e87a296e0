import { basename } from 'node:path';
import { cleanLine } from '../../base/cleanLine';
import { message } from '../../base/message';
import type { ConfigurationSnapshot, OptionSnapshot } from '../../shared/configurationApi';
import type { ModuleProblem } from '../../shared/module';
import type { Json } from '../../shared/probe';
import { hidesValue, maskedValue, optionText } from '../optionText';
import { oneLine } from '../plainText';
import type { Icon } from '../statuses';
import type { Wording } from '../wording';
import { rowContext, type Place, type Row, type TooltipLine } from './row';
import { limitRows } from './rowGroups';

/** Characters of a value in a row, and in a tooltip. */
const ROW_MAX_LENGTH = 80;
const TOOLTIP_MAX_LENGTH = 2_000;

export interface ConfigurationRowsOptions {
  /** The module, where it is installed: commands are given it. */
  readonly module: string;
  readonly isRevealed: (key: string) => boolean;
  readonly wording: Wording;
}

/** The options of a module, below what is wrong with its files, and above the file that has what is set. */
export function configurationRows(
  configuration: ConfigurationSnapshot,
  options: ConfigurationRowsOptions,
): readonly Row[] {
  const { folder, problem, manifestProblem } = configuration;
  const rows = configuration.options.map((option) => optionRow(option, configuration, options));
  return [
    ...(problem ? [problemRow('override', problem, configuration, options)] : []),
    ...(manifestProblem ? [problemRow('default', manifestProblem, configuration, options)] : []),
    ...limitRows(rows, { target: { module: options.module, folder }, id: `${folder}/options` }, options.wording),
    fileRow(configuration, options),
  ];
}

/** `days_interval  2 (default 7)`. */
function optionRow(
  option: OptionSnapshot,
  configuration: ConfigurationSnapshot,
  options: ConfigurationRowsOptions,
): Row {
  const { folder } = configuration;
  const { say } = options.wording;
  const isRevealed = options.isRevealed(option.key);
  const isSet = option.override !== undefined;
  const label = cleanLine(oneLine(option.name, ROW_MAX_LENGTH)) || say(message('(no name)'));
  const description = valueWords(option, { isRevealed, wording: options.wording });
  const hides = [option.default, option.override, option.effective].some((value) => hidesValue(option, value));
  return {
    id: `${folder}/option/${option.key}`,
    label,
    description,
    icon: isSet ? { id: 'edit', color: 'gitDecoration.modifiedResourceForeground' } : typeIcon(option),
    tooltip: tooltip(option, { isRevealed, wording: options.wording }),
    context: rowContext(
      'option',
      isSet && 'set',
      option.default !== undefined && 'declared',
      hides && (isRevealed ? 'revealed' : 'hidden'),
    ),
    spoken: [label, spokenWords(option, { isRevealed, wording: options.wording })].join(', '),
    target: { module: options.module, folder, key: option.key },
    children: option.members.map((member) => optionRow(member, configuration, options)),
  };
}

interface Shown {
  readonly isRevealed: boolean;
  readonly wording: Wording;
}

function valueWords(option: OptionSnapshot, { isRevealed, wording: { say } }: Shown): string {
  const value = words(option, option.effective, { isRevealed, say });
  if (option.override === undefined && option.effective === undefined) {
    return say(message('replaced (default {0})', words(option, option.default, { isRevealed, say })));
  }
  if (option.override === undefined) return value;
  if (option.default === undefined) return say(message('{0} (not in package.json)', value));
  return say(message('{0} (default {1})', value, words(option, option.default, { isRevealed, say })));
}

function spokenWords(option: OptionSnapshot, shown: Shown): string {
  const { say } = shown.wording;
  const isHidden = hidesValue(option, option.effective) && !shown.isRevealed;
  if (isHidden) return say(option.override === undefined ? message('hidden') : message('hidden, set'));
  const value = words(option, option.effective, { ...shown, say });
  if (option.override === undefined) return value;
  return option.default === undefined
    ? say(message('set to {0}, not in package.json', value))
    : say(message('set to {0}, default {1}', value, words(option, option.default, { ...shown, say })));
}

function words(
  option: OptionSnapshot,
  value: Json | undefined,
  { isRevealed, say, max = ROW_MAX_LENGTH }: { isRevealed: boolean; say: Wording['say']; max?: number },
): string {
  if (value === undefined) return say(message('nothing'));
  if (value === '') return '""';
  return cleanLine(oneLine(optionText(isRevealed ? value : maskedValue(option, value)), max)) || '""';
}

function tooltip(option: OptionSnapshot, shown: Shown): readonly TooltipLine[] {
  const { say } = shown.wording;
  const full = (value: Json | undefined): string => words(option, value, { ...shown, say, max: TOOLTIP_MAX_LENGTH });
  return [
    ['', option.key],
    [
      say(message('Default')),
      option.default === undefined ? say(message('none: package.json does not have it')) : full(option.default),
    ],
    ...(option.override === undefined ? [] : [[say(message('Set to')), full(option.override)] as const]),
    [say(message('The module gets')), `${full(option.effective)} (${say(typeWord(option.effective))})`],
    ...(option.note ? [['', say(option.note)] as const] : []),
  ];
}

/** The type that `initModule` hands out. */
function typeWord(value: Json | undefined): ReturnType<typeof message> {
  if (value === undefined) return message('undefined');
  if (value === null) return message('null');
  if (Array.isArray(value)) return message('list');
  switch (typeof value) {
    case 'string':
      return message('text');
    case 'number':
      return message('number');
    case 'boolean':
      return message('true or false');
    default:
      return message('object');
  }
}

function typeIcon(option: OptionSnapshot): Icon {
  const value = option.effective ?? option.default;
  if (hidesValue(option, value)) return { id: 'key' };
  if (value === undefined || value === null) return { id: 'symbol-null' };
  if (Array.isArray(value)) return { id: 'symbol-array' };
  const icons: Readonly<Record<string, string>> = {
    string: 'symbol-string',
    number: 'symbol-number',
    boolean: 'symbol-boolean',
  };
  return { id: icons[typeof value] ?? 'symbol-object' };
}

/** What is wrong with a file, in its own words; a click opens it there. */
function problemRow(
  which: 'override' | 'default',
  problem: ModuleProblem,
  { folder }: ConfigurationSnapshot,
  { module, wording: { say } }: ConfigurationRowsOptions,
): Row {
  const text = say(problem.message);
  const place = problem.remedies.find((remedy) => remedy.kind === 'openFile');
  const opened: Place | undefined = place && { file: place.file, line: place.line ?? 1, column: place.column ?? 1 };
  return {
    id: `${folder}/problem/${which}`,
    label: text,
    icon: { id: 'error', color: 'list.errorForeground' },
    tooltip: [['', text]],
    context: rowContext('problem'),
    spoken: text,
    ...(opened && { place: opened }),
    target: { module, folder },
    children: [],
  };
}

/** Where the values stand, and who else reads them. */
function fileRow({ folder, file }: ConfigurationSnapshot, { module, wording: { say } }: ConfigurationRowsOptions): Row {
  const description = say(message('shared with your PM2'));
  const name = basename(file);
  return {
    id: `${folder}/file`,
    label: name,
    description,
    icon: { id: 'info' },
    tooltip: [
      ['', file],
      [
        '',
        say(
          message(
            'What is set here stands in this file, which a PM2 of the same user reads too, also one in production. The setting pm2Modules.home separates them.',
          ),
        ),
      ],
    ],
    context: rowContext('file'),
    spoken: `${name}, ${description}`,
    target: { module, folder },
    children: [],
  };
}
