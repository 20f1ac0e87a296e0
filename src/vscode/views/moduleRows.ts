import { basename, isAbsolute, join, relative } from 'node:path';
import { message } from '../../base/message';
import type { Hint, ModuleSnapshot, ProcessSnapshot, StartReason } from '../../shared/module';
import { isRunning, moduleStatus, onlyProcess, statusIcon } from '../statuses';
import type { Wording } from '../wording';
import { moduleTooltip, processTooltip } from './moduleTooltips';
import { describeProcess, describeSeveral, reasonText, speakProcess } from './processWords';
import { rowContext, type Place, type Row, type Target } from './row';

/** What a module's row needs besides the module. */
export interface ModuleRowOptions {
  /** The name that tells it apart from others of the same name. */
  readonly name: string;
  /** Say which modules are in development, because not all are. */
  readonly tellsKind: boolean;
}

/** A module's row in the Modules view, with what one wants to know about it below. */
export function moduleRow(module: ModuleSnapshot, options: ModuleRowOptions, wording: Wording): Row {
  const target: Target = { module: module.id };
  const only = onlyProcess(module);
  const status = moduleStatus(module);
  const parts = [
    only ? describeProcess(only, wording) : describeSeveral(module.processes, wording),
    module.watching === 'paused' && wording.say(message('paused')),
    options.tellsKind && module.kind === 'dev' && wording.say(message('dev')),
  ];
  const crash = module.processes.find((process) => process.status === 'errored')?.crash;
  return {
    id: module.id,
    label: options.name,
    description: parts.filter(Boolean).join(' · '),
    icon:
      module.problem && status === 'online'
        ? { id: 'circle-filled', color: 'list.warningForeground' }
        : statusIcon(status),
    tooltip: moduleTooltip(module, wording),
    context: rowContext('module', module.kind, isRunning(module) ? 'running' : 'ended', `watch-${module.watching}`),
    spoken: [
      options.name,
      ...module.processes.map((process) => speakProcess(process, only === undefined, wording)),
    ].join(', '),
    ...(crash?.file === undefined ? {} : { place: placeOf(crash.file, crash) }),
    target,
    isExpanded: true,
    children: [
      ...problemRows(module, target, wording),
      ...(only
        ? processDetails(module, only, wording)
        : module.processes.map((process) => processRow(module, process, wording))),
      ...module.hints.map((hint) => hintRow(module, hint, wording)),
    ],
  };
}

/** A process of a module that has several. */
function processRow(module: ModuleSnapshot, process: ProcessSnapshot, wording: Wording): Row {
  const place = process.crash?.file === undefined ? undefined : placeOf(process.crash.file, process.crash);
  return {
    id: process.key,
    label: process.name,
    description: describeProcess(process, wording),
    icon: statusIcon(process.status),
    tooltip: processTooltip(module, process, wording),
    context: rowContext('process'),
    spoken: speakProcess(process, true, wording),
    ...(process.status === 'errored' && place ? { place } : {}),
    target: { module: module.id, process: process.key },
    children: processDetails(module, process, wording),
  };
}

function processDetails(module: ModuleSnapshot, process: ProcessSnapshot, wording: Wording): Row[] {
  return [crashRow, lastStartRow, lifeRow, entryRow].flatMap((make) => make(module, process, wording) ?? []);
}

/** `crash   Cannot find module 'x' · index.js:3`: shown as long as no later life made it past. */
function crashRow(module: ModuleSnapshot, process: ProcessSnapshot, wording: Wording): Row | undefined {
  const { crash } = process;
  if (!crash) return undefined;
  const where = crash.file && `${shortPath(module, crash.file)}${crash.line === undefined ? '' : `:${crash.line}`}`;
  return detail(module, process, {
    name: 'crash',
    label: wording.say(message('crash')),
    description: [crash.summary, where].filter(Boolean).join(' · '),
    icon: 'bug',
    ...(crash.file === undefined ? {} : { place: placeOf(crash.file, crash) }),
  });
}

/** `last restart   saved lib/worker.js · 41 ms · 12 s ago`. */
function lastStartRow(module: ModuleSnapshot, process: ProcessSnapshot, wording: Wording): Row | undefined {
  const { startReason, reasonAt, restartTookMs } = process;
  if (!startReason) return undefined;
  const { format, now, say } = wording;
  const saved = savedPath(module, startReason);
  return detail(module, process, {
    name: 'start',
    label: process.generation > 1 ? say(message('last restart')) : say(message('last start')),
    description: [
      say(reasonText(startReason)),
      restartTookMs !== undefined && format.duration(restartTookMs),
      reasonAt !== undefined && say(message('{0} ago', format.age(now - reasonAt))),
    ]
      .filter(Boolean)
      .join(' · '),
    icon: 'history',
    ...(saved === undefined ? {} : { place: { file: saved } }),
  });
}

/** `process   pid 4711 · generation 5 · 4 restarts`. */
function lifeRow(module: ModuleSnapshot, process: ProcessSnapshot, wording: Wording): Row | undefined {
  const { say, format } = wording;
  if (process.generation === 0) return undefined;
  return detail(module, process, {
    name: 'life',
    label: say(message('process')),
    description: [
      process.pid !== undefined && say(message('pid {0}', process.pid)),
      say(message('generation {0}', process.generation)),
      process.restarts === 1
        ? say(message('1 restart'))
        : say(message('{0} restarts', format.number(process.restarts))),
    ]
      .filter(Boolean)
      .join(' · '),
    icon: 'server-process',
  });
}

/** `entry   index.js (apps[0].script) · node v24.1.0`. */
function entryRow(module: ModuleSnapshot, process: ProcessSnapshot, wording: Wording): Row | undefined {
  const { entry, nodeVersion, interpreter } = process;
  const runner = nodeVersion ? `node v${nodeVersion.replace(/^v/, '')}` : interpreter && basename(interpreter);
  return detail(module, process, {
    name: 'entry',
    label: wording.say(message('entry')),
    description: [`${shortPath(module, entry)} (${entryRule(module, process)})`, runner].filter(Boolean).join(' · '),
    icon: 'file-code',
    place: { file: entry },
  });
}

function problemRows(module: ModuleSnapshot, target: Target, { say }: Wording): Row[] {
  if (!module.problem) return [];
  const { message: text, remedies } = module.problem;
  const open = remedies.find((remedy) => remedy.kind === 'openFile');
  const description = say(text);
  return [
    {
      id: `${module.id}/problem`,
      label: say(message('problem')),
      description,
      icon: { id: 'warning', color: 'list.warningForeground' },
      tooltip: [['', description]],
      context: rowContext('detail'),
      spoken: `${say(message('problem'))}: ${description}`,
      place: open ? placeOf(open.file, open) : { file: module.manifest },
      target,
      children: [],
    },
  ];
}

function hintRow(module: ModuleSnapshot, hint: Hint, { say }: Wording): Row {
  const description = say(hint.message);
  return {
    id: `${module.id}/hint/${hint.code}/${hint.file ?? ''}:${hint.line ?? ''}`,
    label: say(message('hint')),
    description,
    icon: { id: 'lightbulb' },
    tooltip: [['', description]],
    context: rowContext('detail'),
    spoken: `${say(message('hint'))}: ${description}`,
    place: placeOf(hint.file ?? module.manifest, hint),
    target: { module: module.id },
    children: [],
  };
}

interface Detail {
  readonly name: string;
  readonly label: string;
  readonly description: string;
  readonly icon: string;
  readonly place?: Place;
}

function detail(module: ModuleSnapshot, process: ProcessSnapshot, { name, icon, ...rest }: Detail): Row {
  return {
    ...rest,
    id: `${process.key}/${name}`,
    icon: { id: icon },
    tooltip: [[rest.label, rest.description]],
    context: rowContext('detail'),
    spoken: `${rest.label}: ${rest.description}`,
    target: { module: module.id, process: process.key },
    children: [],
  };
}

function placeOf(file: string, { line, column }: { readonly line?: number; readonly column?: number }): Place {
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
