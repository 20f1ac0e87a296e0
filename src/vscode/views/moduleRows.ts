import { message } from '../../base/message';
import { once } from '../../base/once';
import type { ModuleSnapshot, ProcessSnapshot } from '../../shared/module';
import { isRunning, moduleStatus, onlyProcess, statusIcon } from '../statuses';
import type { Wording } from '../wording';
import { hintRow, placeOf, problemRows, processDetails, watchRows } from './moduleDetails';
import { moduleTooltip, processTooltip } from './moduleTooltips';
import { describeProcess, describeSeveral, speakProcess } from './processWords';
import { rowContext, type Row, type Target } from './row';

/** What a module's row needs besides the module. */
export interface ModuleRowOptions {
  /** The name that tells it apart from others of the same name. */
  readonly name: string;
  /** Say which modules are in development, because not all are. */
  readonly tellsKind: boolean;
  /** Show what is below without being asked: of several modules, that would push the others out of sight. */
  readonly isOpen: boolean;
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
  const details = once(() => moduleDetails(module, target, wording));
  return {
    id: module.id,
    label: options.name,
    description: parts.filter(Boolean).join(' · '),
    icon:
      module.problem && status === 'online'
        ? { id: 'circle-filled', color: 'list.warningForeground' }
        : statusIcon(status),
    get tooltip() {
      return moduleTooltip(module, wording);
    },
    context: rowContext('module', module.kind, isRunning(module) ? 'running' : 'ended', `watch-${module.watching}`),
    spoken: [
      options.name,
      ...module.processes.map((process) => speakProcess(process, only === undefined, wording)),
    ].join(', '),
    ...(crash?.file === undefined ? {} : { place: placeOf(crash.file, crash) }),
    target,
    isExpanded: options.isOpen || only === undefined,
    get children() {
      return details();
    },
    hasChildren: module.processes.length > 0 || details().length > 0,
  };
}

function moduleDetails(module: ModuleSnapshot, target: Target, wording: Wording): readonly Row[] {
  const only = onlyProcess(module);
  return [
    ...problemRows(module, target, wording),
    ...(only
      ? processDetails(module, only, wording)
      : module.processes.map((process) => processRow(module, process, wording))),
    ...watchRows(module, target, wording),
    ...module.hints.filter(({ isMinor }) => !isMinor).map((hint) => hintRow(module, hint, wording)),
  ];
}

/** A process of a module that has several. */
function processRow(module: ModuleSnapshot, process: ProcessSnapshot, wording: Wording): Row {
  const place = process.crash?.file === undefined ? undefined : placeOf(process.crash.file, process.crash);
  return {
    id: process.key,
    label: process.name,
    description: describeProcess(process, wording),
    icon: statusIcon(process.status),
    get tooltip() {
      return processTooltip(module, process, wording);
    },
    context: rowContext('process'),
    spoken: speakProcess(process, true, wording),
    ...(process.status === 'errored' && place ? { place } : {}),
    target: { module: module.id, process: process.key },
    children: processDetails(module, process, wording),
  };
}
