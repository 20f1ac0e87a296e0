import { basename, isAbsolute, join, relative } from 'node:path';
import { formatMessage, message } from '../../base/message';
import type { Hint, ModuleSnapshot, ProcessSnapshot, StartReason } from '../../shared/module';
import { isRunning, type Icon } from '../statuses';
import type { Wording } from '../wording';
import { reasonText, watchingText } from './processWords';
import { rowContext, type Place, type Row, type Target } from './row';

/** What one wants to know of a process: why it crashed, why it was started last, its life and its start file. */
export function processDetails(module: ModuleSnapshot, process: ProcessSnapshot, wording: Wording): Row[] {
  return [crashRow, lastStartRow, lifeRow, entryRow].flatMap((make) => make(module, process, wording) ?? []);
}

/** `Cannot find module 'x'   index.js:3`: shown as long as no later life made it past. */
function crashRow(module: ModuleSnapshot, process: ProcessSnapshot, { say }: Wording): Row | undefined {
  const { crash } = process;
  if (!crash) return undefined;
  const where = crash.file && `${shortPath(module, crash.file)}${crash.line === undefined ? '' : `:${crash.line}`}`;
  return detail(module, process, {
    name: 'crash',
    subject: say(message('crash')),
    label: crash.summary,
    facts: [where],
    icon: { id: 'bug' },
    ...(crash.file === undefined ? {} : { place: placeOf(crash.file, crash) }),
  });
}

/** `saved lib/worker.js   up in 41 ms · 12 s ago`. */
function lastStartRow(module: ModuleSnapshot, process: ProcessSnapshot, wording: Wording): Row | undefined {
  const { startReason, reasonAt, restartTookMs } = process;
  if (!startReason) return undefined;
  const { format, now, say } = wording;
  const saved = savedPath(module, startReason);
  return detail(module, process, {
    name: 'start',
    subject: process.generation > 1 ? say(message('last restart')) : say(message('last start')),
    label: say(reasonText(startReason)),
    facts: [
      restartTookMs !== undefined && say(message('up in {0}', format.duration(restartTookMs))),
      reasonAt !== undefined && say(message('{0} ago', format.age(now - reasonAt))),
    ],
    icon: { id: 'history' },
    ...(saved === undefined ? {} : { place: { file: saved } }),
  });
}

/** `pid 4711   generation 5 · 4 restarts`, without the pid when there is no process. */
function lifeRow(module: ModuleSnapshot, process: ProcessSnapshot, wording: Wording): Row | undefined {
  const { say, format } = wording;
  const { pid, generation, restarts } = process;
  if (generation === 0) return undefined;
  const life = say(message('generation {0}', generation));
  const count = restarts === 1 ? say(message('1 restart')) : say(message('{0} restarts', format.number(restarts)));
  return detail(module, process, {
    name: 'life',
    subject: say(message('process')),
    ...(pid === undefined
      ? { label: life, facts: [count] }
      : { label: say(message('pid {0}', pid)), facts: [life, count] }),
    icon: { id: 'server-process' },
  });
}

/** `index.js   apps[0].script · node v24.1.0`. */
function entryRow(module: ModuleSnapshot, process: ProcessSnapshot, { say }: Wording): Row | undefined {
  const { entry, nodeVersion, interpreter } = process;
  const runner = nodeVersion ? `node v${nodeVersion.replace(/^v/, '')}` : interpreter && basename(interpreter);
  return detail(module, process, {
    name: 'entry',
    subject: say(message('entry')),
    label: shortPath(module, entry),
    facts: [entryRule(module, process), runner],
    icon: { id: 'file-code' },
    place: { file: entry },
  });
}

/** `restarts on save`, or why it does not just now: what one pauses it by. None while saves mean nothing to the module. */
export function watchRows(module: ModuleSnapshot, target: Target, { say }: Wording): readonly Row[] {
  const { watching, processes } = module;
  if (!isRunning(module) && !processes.some(({ waiting }) => waiting)) return [];
  const row = noteRow({
    id: `${module.id}/watch`,
    subject: say(message('Restart on save')),
    label: say(watchingText(module)),
    icon: { id: { on: 'eye', paused: 'debug-pause', off: 'eye-closed' }[watching] },
    place: watching === 'off' ? { file: module.manifest } : undefined,
    target,
  });
  return [{ ...row, context: rowContext('watch', `watch-${watching}`) }];
}

export function problemRows(module: ModuleSnapshot, target: Target, { say }: Wording): Row[] {
  if (!module.problem) return [];
  const { message: text, remedies } = module.problem;
  const open = remedies.find((remedy) => remedy.kind === 'openFile');
  return [
    noteRow({
      id: `${module.id}/problem`,
      subject: say(message('problem')),
      label: say(text),
      icon: { id: 'warning', color: 'list.warningForeground' },
      place: open ? placeOf(open.file, open) : { file: module.manifest },
      target,
    }),
  ];
}

export function hintRow(module: ModuleSnapshot, hint: Hint, { say }: Wording): Row {
  return noteRow({
    // Some hints come once for each of several things, which their text names.
    id: `${module.id}/hint/${hint.code}/${hint.file ?? ''}:${hint.line ?? ''}/${formatMessage(hint.message)}`,
    subject: say(message('hint')),
    label: say(hint.message),
    icon: { id: 'lightbulb' },
    place: placeOf(hint.file ?? module.manifest, hint),
    target: { module: module.id },
  });
}

interface Note extends Pick<Row, 'id' | 'label' | 'icon' | 'target'> {
  /** What the row speaks of, for those who do not see its icon. */
  readonly subject: string;
  readonly place: Place | undefined;
}

/** A row that says one sentence, which the tooltip has in full. */
function noteRow({ subject, place, ...note }: Note): Row {
  return {
    ...note,
    ...(place === undefined ? {} : { place }),
    tooltip: [['', note.label]],
    context: rowContext('detail'),
    spoken: `${subject}: ${note.label}`,
    children: [],
  };
}

interface Detail {
  readonly name: string;
  /** What the row speaks of, for those who do not see its icon. */
  readonly subject: string;
  readonly label: string;
  readonly facts: readonly (string | false | undefined)[];
  readonly icon: Icon;
  readonly place?: Place;
}

function detail(module: ModuleSnapshot, process: ProcessSnapshot, { name, subject, facts, ...rest }: Detail): Row {
  const description = facts.filter(Boolean).join(' · ');
  const said = [rest.label, description].filter(Boolean).join(' · ');
  return {
    ...rest,
    description,
    id: `${process.key}/${name}`,
    tooltip: [[subject, said]],
    context: rowContext('detail'),
    spoken: `${subject}: ${said}`,
    target: { module: module.id, process: process.key },
    children: [],
  };
}

export function placeOf(file: string, { line, column }: { readonly line?: number; readonly column?: number }): Place {
  return { file, ...(line === undefined ? {} : { line }), ...(column === undefined ? {} : { column }) };
}

/** The saved file that caused a start, as an absolute path. */
function savedPath(module: ModuleSnapshot, reason: StartReason): string | undefined {
  const path = reason.kind === 'saved' ? reason.paths[0] : undefined;
  return path === undefined || isAbsolute(path) ? path : join(module.folder, path);
}

function shortPath(module: ModuleSnapshot, file: string): string {
  const path = relative(module.folder, file);
  return path.startsWith('..') || isAbsolute(path) ? file : path;
}

/** `apps[0].script`: a module has a process for each of its `apps`, in their order. */
function entryRule({ processes }: ModuleSnapshot, process: ProcessSnapshot): string {
  return process.entryRule === 'apps[].script' ? `apps[${processes.indexOf(process)}].script` : process.entryRule;
}
