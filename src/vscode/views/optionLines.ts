import { message } from '../../base/message';
import type { ModuleOptions } from '../../shared/module';
import type { Json } from '../../shared/probe';
import { oneLine } from '../plainText';
import type { Wording } from '../wording';
import { mainProbes, member, texts } from './probeOrder';
import type { TooltipLine } from './row';

/** Characters of one value. */
const VALUE_MAX_LENGTH = 100;
/** Rows of `human_info`, options and flags: more than that is not read in a tooltip. */
const LINES_MAX = 20;
/** Options that have a place of their own, here or among what is told of the process. */
const TOLD = new Set([
  ...['module_conf', 'isModule', 'apm', 'pmx_version', 'module_name', 'module_version', 'description', 'name'],
  ...['human_info', 'widget', 'window', 'status_check', 'pid'],
]);
/** Up to this version `@pm2/io` called its own version `pmx_version`, from this major version on. */
const FIRST_IO_MAJOR = 2;

/** What a module has told of itself, for its tooltip; secrets were masked before. */
export function optionLines(options: ModuleOptions | undefined, { say }: Wording): readonly TooltipLine[] {
  if (!options) return [];
  const all: (TooltipLine | undefined)[] = [
    line(say(message('Library')), library(options)),
    line(say(message('Description')), text(options.description)),
    line(say(message('Renamed to')), text(options.name)),
    line(say(message('Main probes')), mainProbes(options).join(', ')),
    line(say(message('Status check')), texts(options.status_check).join(', ')),
    line(say(message('Widget')), widget(options)),
    line(say(message('Flags')), flags(options).join(', ')),
    line(say(message('Other options')), otherOptions(options)),
    line(say(message('Configuration')), configuration(options.module_conf)),
    ...humanInfo(options.human_info),
  ];
  return all.filter((one) => one !== undefined);
}

/** `pmx 1.6.8`, `@pm2/io 6.1.0`; undefined when nothing tells it. */
function library({ pmx_version: pmx, apm, isModule }: ModuleOptions): string | undefined {
  if (typeof pmx === 'string') return `${Number.parseInt(pmx, 10) < FIRST_IO_MAJOR ? 'pmx' : '@pm2/io'} ${pmx}`;
  const version = member(apm, 'version');
  // Without `initModule` it may be the preloaded library that speaks.
  return isModule === true && typeof version === 'string' ? `@pm2/io ${version}` : undefined;
}

/** What the module's tile shows: the blocks that are switched on, its colours and its picture. */
function widget({ widget: tile, window: oldTile }: ModuleOptions): string {
  const block = member(tile, 'block') ?? member(oldTile, 'block');
  const theme = texts(member(oldTile, 'theme') ?? member(tile, 'theme'));
  const logo = text(member(oldTile, 'logo') ?? member(tile, 'logo'));
  return [trueKeys(block).join(', '), theme.join(' '), logo].filter(Boolean).join(' · ');
}

/** Everything that is switched on, but the configuration, which is spread among the options. */
function flags({ module_conf: configured, ...options }: ModuleOptions): readonly string[] {
  return trueKeys(options).filter((key) => key !== 'isModule' && member(configured, key) === undefined);
}

/** Everything else that was sent, whatever it is for: `latency 200 · metrics {"v8":true}`. */
function otherOptions({ module_conf: configured, ...options }: ModuleOptions): string {
  const isTold = (key: string, value: Json): boolean =>
    value === true || TOLD.has(key) || member(configured, key) !== undefined;
  return pairs(Object.entries(options).filter(([key, value]) => !isTold(key, value)));
}

function trueKeys(value: Json | undefined): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => (member === true ? [key] : []));
}

/** `days_interval 7 · password ••••••`. */
function configuration(configured: Json | undefined): string {
  if (typeof configured !== 'object' || configured === null) return '';
  return pairs(Object.entries(configured));
}

function pairs(entries: readonly (readonly [string, Json])[]): string {
  const shown = entries
    .slice(0, LINES_MAX)
    .map(([key, value]) => `${oneLine(key, VALUE_MAX_LENGTH)} ${text(value) ?? ''}`);
  return [...shown, ...(entries.length > LINES_MAX ? ['…'] : [])].join(' · ');
}

/** `[[label, value], …]`, the table of `pm2 show`. */
function humanInfo(info: Json | undefined): readonly (TooltipLine | undefined)[] {
  if (!Array.isArray(info)) return [];
  return (info as readonly Json[]).slice(0, LINES_MAX).map((pair) => {
    const [label, value] = Array.isArray(pair) ? (pair as readonly Json[]) : [];
    return line(text(label) ?? '', text(value));
  });
}

function text(value: Json | undefined): string | undefined {
  if (value === undefined) return undefined;
  return oneLine(typeof value === 'string' ? value : JSON.stringify(value), VALUE_MAX_LENGTH);
}

function line(label: string, value: string | undefined): TooltipLine | undefined {
  return value ? [label, value] : undefined;
}
