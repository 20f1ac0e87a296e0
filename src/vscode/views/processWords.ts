import { message, type Message } from '../../base/message';
import type { Crash, ModuleSnapshot, ProcessSnapshot, StartReason, Waiting } from '../../shared/module';
import { oneLine } from '../plainText';
import { statusWord } from '../statuses';
import type { Wording } from '../wording';

const ERROR_MAX_LENGTH = 200;

/** `online · 2 m · 3.1 % · 48 MB`, or what keeps it from that: a sidebar is narrow. */
export function describeProcess(process: ProcessSnapshot, { say, format, now }: Wording): string {
  const { status, crash, onlineSince, usage } = process;
  if (status === 'errored' && crash) return say(erroredText(crash));
  const isOnline = status === 'online';
  const parts = process.waiting
    ? [say(waitingText(process.waiting))]
    : [
        isOnline && onlineSince !== undefined && format.age(now - onlineSince),
        ...(isOnline && usage ? [format.percent(usage.cpu), format.bytes(usage.memory)] : []),
      ];
  return [say(statusWord(status)), ...parts].filter(Boolean).join(' · ');
}

/** `2 of 3 online · 5 % · 96 MB`. */
export function describeSeveral(processes: readonly ProcessSnapshot[], { say, format }: Wording): string {
  const online = processes.filter(({ status }) => status === 'online');
  const used = online.flatMap(({ usage }) => usage ?? []);
  return [
    say(message('{0} of {1} online', online.length, processes.length)),
    ...(used.length > 0
      ? [
          format.percent(used.reduce((sum, { cpu }) => sum + cpu, 0)),
          format.bytes(used.reduce((sum, { memory }) => sum + memory, 0)),
        ]
      : []),
  ].join(' · ');
}

/** `online for 2 minutes, 3.1 percent CPU, 48 megabytes`, led by the process's name where that is not said already. */
export function speakProcess(process: ProcessSnapshot, isNamed: boolean, { say, format, now }: Wording): string {
  const { status, crash, onlineSince, usage } = process;
  const { spoken } = format;
  const isOnline = status === 'online';
  return [
    isNamed && process.name,
    isOnline && onlineSince !== undefined
      ? say(message('online for {0}', spoken.age(now - onlineSince)))
      : say(statusWord(status)),
    status === 'errored' && crash?.summary,
    isOnline && usage && say(message('{0} CPU', spoken.percent(usage.cpu))),
    isOnline && usage && spoken.bytes(usage.memory),
    process.waiting && say(waitingText(process.waiting)),
  ]
    .filter(Boolean)
    .join(', ');
}

/** Why a life was started, in a few words. */
export function reasonText(reason: StartReason): Message {
  switch (reason.kind) {
    case 'install':
      return message('installed');
    case 'start':
      return message('started');
    case 'restart':
      return message('restarted');
    case 'crash':
      return message('restarted after a crash');
    case 'memory':
      return message('memory limit reached');
    case 'configuration':
      return message('configuration changed');
    case 'saved': {
      const [first = '', ...others] = reason.paths;
      return others.length === 0
        ? message('saved {0}', first)
        : message('saved {0} and {1} more', first, others.length);
    }
  }
}

/** What a restart waits for, in a few words. */
export function waitingText(waiting: Waiting): Message {
  switch (waiting) {
    case 'save':
      return message('waiting for the next save');
    case 'parse':
      return message('waiting for a save that parses');
    case 'delay':
      return message('waiting for the delay to pass');
    case 'quiet':
      return message('waiting for changes to settle');
  }
}

/** Whether saves restart the module, or what they wait for. */
export function watchingText({ watching, processes }: ModuleSnapshot): Message {
  switch (watching) {
    case 'off':
      return message('saves do not restart it ("watch" in package.json)');
    case 'paused':
      return message('restart on save is paused');
    case 'on': {
      const waiting = processes.find((process) => process.waiting)?.waiting;
      return waiting ? waitingText(waiting) : message('restarts on save');
    }
  }
}

/** Of a module that never started there were no exits to count. */
function erroredText({ summary, quickExits }: Crash): Message {
  const reason = oneLine(summary, ERROR_MAX_LENGTH);
  if (quickExits === undefined) return message('errored: {0}', reason);
  return message('errored after {0} quick exits: {1}', quickExits, reason);
}
