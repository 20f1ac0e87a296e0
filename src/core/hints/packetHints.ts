import { isSecretKey } from '../../base/isSecretKey';
import { message } from '../../base/message';
import { truncate } from '../../base/truncate';
import type { Hint } from '../../shared/module';
import type { Json } from '../../shared/probe';
import { monitoredPid } from '../protocol/monitoredPid';
import type {
  ActionPacket,
  IssuePacket,
  OptionsPacket,
  ProbesPacket,
  ReplyPacket,
  ScopedPacket,
} from '../protocol/packet';

/** Node's limit of listeners for one event: pmx adds one for each action. */
const MAX_LISTENERS = 10;
/** Names of actions that are told apart; more are a module's bug. */
const MAX_DECLARED = 1_000;
/** Longest name or value that a hint repeats, in characters. */
const MAX_SHOWN = 80;

/** What a life has told so far, as far as later messages are judged by it. */
export interface LifeFacts {
  /** The process has a `max_memory_restart`. */
  readonly hasMemoryLimit: boolean;
  usesPmx: boolean;
  /** Names of actions, each with how often it was declared. */
  readonly declared: Map<string, number>;
  /** Actions whose library adds a listener for each. */
  listeners: number;
}

/** A hint that a message gives, or takes back: then `message` is undefined. */
export interface Finding {
  readonly code: string;
  /** Tells findings of one code apart, such as the action's name. */
  readonly about?: string;
  readonly message: Hint['message'] | undefined;
  readonly isMinor?: true;
}

/** `module`: the name of its package, where that is known. */
export function findInOptions({ options }: OptionsPacket, module: string | undefined, life: LifeFacts): Finding[] {
  if ('pmx_version' in options) life.usesPmx = true;
  const findings: Finding[] = [findSecrets(options)].flat();
  if ('pid' in options) findings.push(findPid(options.pid), findUnenforced(options.pid, life));
  const { name } = options;
  if (module !== undefined && typeof name === 'string' && name !== '') findings.push(findName(name, module));
  return findings;
}

function findPid(pid: Json | undefined): Finding {
  return {
    code: 'pid-unknown',
    message:
      monitoredPid(pid) !== null
        ? undefined
        : message(
            'The "pid" in its options is {0}, not the number of a process: PM2 shows 0 for CPU and memory then, and "max_memory_restart" has no effect. Leave "pid" out while there is no such process.',
            shown(pid),
          ),
  };
}

/** PM2 leaves the limit alone for every process that names another, or itself. */
function findUnenforced(pid: Json | undefined, { hasMemoryLimit }: LifeFacts): Finding {
  return {
    code: 'pid-memory',
    message:
      monitoredPid(pid) === null || !hasMemoryLimit
        ? undefined
        : message(
            'It names a process by "pid" in its options, and PM2 never enforces "max_memory_restart" then. Here its own process is restarted above that limit. Leave "pid" out, or watch the memory in the module.',
          ),
  };
}

/**
 * In `module_conf` PM2's libraries hide passwords themselves. What @pm2/io sends when it is loaded is of no module under PM2, where
 * it is PM2 that loads it.
 */
function findSecrets(options: OptionsPacket['options']): Finding[] {
  if ('apm' in options && options.isModule !== true) return [];
  const names = Object.keys(options).filter(
    (name) => isSecretKey(name) && typeof options[name] === 'string' && options[name] !== '',
  );
  return names.map((name) => ({
    code: 'secret-in-options',
    about: name,
    message: message(
      'The value of "{0}" goes to PM2 with the options, and "pm2 jlist" shows it in clear. Have the module read it from a file, or from a variable that is no option.',
      truncate(name, MAX_SHOWN),
    ),
  }));
}

function findName(name: string, module: string): Finding {
  return {
    code: 'renamed',
    message:
      name === module
        ? undefined
        : message(
            'It names itself "{0}" in its options, and PM2 renames its process: "pm2 set {1}:…" then restarts nothing, and a second "pm2 install ." starts it twice. Leave the name out.',
            truncate(name, MAX_SHOWN),
            module,
          ),
  };
}

export function findInAction({ name, declaredType }: ActionPacket, life: LifeFacts): Finding[] {
  const times = (life.declared.get(name) ?? 0) + 1;
  if (times > 1 || life.declared.size < MAX_DECLARED) life.declared.set(name, times);
  const isOfPmx = declaredType === undefined || (declaredType === 'scoped' && life.usesPmx);
  if (isOfPmx) life.listeners += 1;
  const findings: Finding[] = [];
  if (declaredType === 'scoped') findings.push(ofScoped());
  // @pm2/io declares its own ones again whenever it is initialised again.
  if (times > 1 && declaredType !== 'internal') findings.push(ofTwice(name, isOfPmx));
  if (life.usesPmx && life.listeners > MAX_LISTENERS) {
    findings.push({
      code: 'many-actions',
      message: message(
        'It declares more than {0} actions, and pmx adds a listener for each: Node warns of a memory leak. Call "process.setMaxListeners(0)" before the first.',
        MAX_LISTENERS,
      ),
    });
  }
  return findings;
}

function ofScoped(): Finding {
  return {
    code: 'scoped-trigger',
    message: message(
      '"pm2 trigger" cannot run its scoped actions: it waits for them without end. They run here and from a dashboard; declare plain actions for the command line.',
    ),
  };
}

function ofTwice(name: string, isOfPmx: boolean): Finding {
  const text = isOfPmx
    ? message(
        'The action "{0}" is declared twice: both handlers run at each call. Give each a name of its own.',
        truncate(name, MAX_SHOWN),
      )
    : message(
        'The action "{0}" is declared twice: only the last handler runs. Give each a name of its own.',
        truncate(name, MAX_SHOWN),
      );
  return { code: 'action-twice', about: name, message: text };
}

/** What a histogram of pmx says after its `reset()`, which loses what it counts with. */
export function findInProbes({ probes }: ProbesPacket): Finding[] {
  const broken = probes.filter(({ value }) => typeof value === 'string' && value.startsWith('NaN'));
  return broken.map(({ name }) => {
    return {
      code: 'probe-nan',
      about: name,
      message: message(
        'The probe "{0}" is NaN: a histogram of pmx stays so after its "reset()". Make a new one instead.',
        truncate(name, MAX_SHOWN),
      ),
    };
  });
}

/** The exception that pmx throws itself, in the handler that called `reply()`. */
export function findInIssue({ stack }: IssuePacket): Finding[] {
  const [, frame = ''] = stack?.split('\n') ?? [];
  if (!/[\\/]pmx[\\/]lib[\\/]actions\.js:/.test(frame) || !/^TypeError\b.*length/.test(stack ?? '')) return [];
  return [
    {
      code: 'reply-empty',
      message: message(
        'An action called "reply()" without a value, which throws in pmx and ends the module. Call "reply({})".',
      ),
    },
  ];
}

/** For a reply that came this soon after its call, in milliseconds: a handler that replies at once. */
export const FAST_REPLY_MS = 1;

/** Nearly every action replies at once, and only who runs it by PM2 has the trouble. */
export function ofFastReply({ name }: ReplyPacket): Finding {
  return {
    code: 'fast-reply',
    isMinor: true,
    message: message(
      'Its action "{0}" replied within 1 ms. "pm2 trigger" misses a reply that comes sooner than it listens, and waits without end. Reply a moment later, in a setTimeout.',
      truncate(name, MAX_SHOWN),
    ),
  };
}

/** For the end of a process that came right after this message. */
export function ofScopedThrow({ name = '' }: ScopedPacket): Finding {
  return {
    code: 'scoped-throw',
    about: name,
    message: message(
      'The scoped action "{0}" threw, and pmx ended the module for it without an issue. Catch the error and call "res.error()".',
      truncate(name, MAX_SHOWN),
    ),
  };
}

function shown(value: Json | undefined): string {
  return truncate(JSON.stringify(value ?? null), MAX_SHOWN);
}
