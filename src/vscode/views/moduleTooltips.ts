import { message } from '../../base/message';
import type { ModuleSnapshot, ProcessSnapshot } from '../../shared/module';
import { onlyProcess, statusWord } from '../statuses';
import type { Wording } from '../wording';
import { optionLines } from './optionLines';
import { reasonText, waitingText, watchingText } from './processWords';
import type { TooltipLine } from './row';

/** The module in numbers: raw values, where the row rounds them. */
export function moduleTooltip(module: ModuleSnapshot, wording: Wording): readonly TooltipLine[] {
  const { say } = wording;
  const only = onlyProcess(module);
  return lines([
    ['', module.version === undefined ? module.name : `${module.name} ${module.version}`],
    module.problem && [say(message('Problem')), say(module.problem.message)],
    ...(only ? processLines(only, wording) : []),
    [say(message('Folder')), module.folder],
    ['', say(watchingText(module))],
    ...optionLines(only?.options, wording),
    ...module.hints.map((hint): TooltipLine => [say(message('Hint')), say(hint.message)]),
  ]);
}

export function processTooltip(
  module: ModuleSnapshot,
  process: ProcessSnapshot,
  wording: Wording,
): readonly TooltipLine[] {
  return lines([
    ['', process.name],
    process.waiting && ['', wording.say(waitingText(process.waiting))],
    ...processLines(process, wording),
    [wording.say(message('Folder')), module.folder],
    ...optionLines(process.options, wording),
  ]);
}

function processLines(process: ProcessSnapshot, { say, format }: Wording): (TooltipLine | undefined)[] {
  const { crash, usage, startReason, monitoredPid, pid } = process;
  return [
    [say(message('Status')), say(statusWord(process.status))],
    crash && [say(message('Crash')), crash.summary],
    pid === undefined ? undefined : ['pid', String(pid)],
    monitoredPid === undefined || monitoredPid === pid
      ? undefined
      : [say(message('Measured pid')), monitoredPid === null ? say(message('unknown')) : String(monitoredPid)],
    [say(message('Generation')), String(process.generation)],
    [say(message('Restarts')), String(process.restarts)],
    startReason && [say(message('Last start')), say(reasonText(startReason))],
    usage ? ['CPU', `${format.number(usage.cpu)} %`] : undefined,
    usage ? [say(message('Memory')), say(message('{0} bytes', format.number(usage.memory)))] : undefined,
    process.interpreter === undefined ? undefined : [say(message('Interpreter')), process.interpreter],
  ];
}

function lines(all: readonly (TooltipLine | undefined)[]): readonly TooltipLine[] {
  return all.filter((line) => line !== undefined);
}
