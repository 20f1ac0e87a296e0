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

/** What the module's tile shows: the blocks that are switched on, and its colours. */
function widget({ widget: tile, window: oldTile }: ModuleOptions): string {
  const block = member(tile, 'block') ?? member(oldTile, 'block');
  const theme = texts(member(oldTile, 'theme') ?? member(tile, 'theme'));
  return [trueKeys(block).join(', '), theme.join(' ')].filter(Boolean).join(' · ');
}

/** Everything that is switched on, but the configuration, which is spread among the options. */
function flags({ module_conf: configured, ...options }: ModuleOptions): readonly string[] {
  return trueKeys(options).filter((key) => key !== 'isModule' && member(configured, key) === undefined);
}

function trueKeys(value: Json | undefined): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => (member === true ? [key] : []));
}

/** `days_interval 7 · password ••••••`. */
function configuration(configured: Json | undefined): string {
  if (typeof configured !== 'object' || configured === null) return '';
  const entries = Object.entries(configured).slice(0, LINES_MAX);
  return entries.map(([key, value]) => `${key} ${text(value) ?? ''}`).join(' · ');
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
