import type { Remedy } from '../base/errors';
import type { Message } from '../base/message';
import type { Json } from './probe';

/** Identifies a live module as long as it is installed: `dev:` and the real path of its folder, `recording:` and that of its file. */
export type ModuleId = string;

/** PM2's own words for what a process is doing. */
export type Status = 'launching' | 'online' | 'stopping' | 'stopped' | 'errored' | 'waiting restart';

/** Why a generation was started, in a form that can be shown and linked. */
export type StartReason =
  | { readonly kind: 'install' | 'start' | 'restart' | 'crash' | 'memory' | 'configuration' }
  /** `paths` relative to the module's folder where they lie in it, else absolute. */
  | { readonly kind: 'saved'; readonly paths: readonly string[] };

/** What a life of a process ended with, as far as it was not asked to end. */
export interface Crash {
  /** The error in one line, such as `Cannot find module 'x'`. */
  readonly summary: string;
  /** It wrote no error: the summary only says how it ended. */
  readonly isUnexplained?: true;
  /** First frame in the module's own code, when one was seen. Line and column count from 1. */
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly exitCode?: number;
  /** So many lives in a row ended soon after their start, and no other one is tried. */
  readonly quickExits?: number;
  readonly signal?: string;
  readonly remedies: readonly Remedy[];
}

/** Something about a module that its author would want to know; shown with its row. */
export interface Hint {
  /** Stable name of the rule, such as `bin-string`. */
  readonly code: string;
  readonly message: Message;
  /** Most modules have it, and it matters only to who uses PM2 as well: the tooltip tells it, no row. */
  readonly isMinor?: true;
  readonly file?: string;
  /** Counts from 1. */
  readonly line?: number;
  readonly column?: number;
}

/** Which rule of PM2's picked the start file. */
export type StartFileRule = 'apps[].script' | 'bin' | 'main';

/** What a restart waits for, when it is not the process itself. */
export type Waiting = 'save' | 'parse' | 'delay' | 'quiet';

/**
 * What a process has told of its module by `axm:option:configuration` (library, widget, flags, `human_info`, configuration, …),
 * merged key by key as PM2 merges it; without secrets. Null where the module sent null.
 */
export type ModuleOptions = Readonly<Record<string, Json>>;

export interface ProcessSnapshot {
  /** Unique among all processes: module id, `#`, number of its `apps` entry. */
  readonly key: string;
  /** The module's name, or `<module>:<app>` when it has several. */
  readonly name: string;
  readonly pmId: number;
  readonly status: Status;
  /** The process that we started. */
  readonly pid?: number;
  /** The process that CPU and memory are of: the module's `pid` option when it gives one; null when that one is unknown. */
  readonly monitoredPid?: number | null;
  /** Lives so far; 0 before the first. */
  readonly generation: number;
  /** PM2's `restart_time`: restarts of whatever cause since it was installed. */
  readonly restarts: number;
  /** Milliseconds since the epoch. */
  readonly onlineSince?: number;
  readonly startReason?: StartReason;
  /** Milliseconds since the epoch at which the reason arose (the save, the click), and from there to the new process's spawn. */
  readonly reasonAt?: number;
  readonly restartTookMs?: number;
  readonly crash?: Crash;
  readonly waiting?: Waiting;
  /** PM2's `max_memory_restart`, in bytes. */
  readonly memoryLimit?: number;
  /** Percent of one core and bytes; absent when not measured, null when unknown. */
  readonly usage?: { readonly cpu: number; readonly memory: number } | null;
  /** A container waits for the next life; its resident bytes where they were measured. */
  readonly standby?: { readonly memory?: number | undefined };
  /** Absolute path of the start file. */
  readonly entry: string;
  readonly entryRule: StartFileRule;
  /** Absolute path or command of the interpreter, and its version where known. */
  readonly interpreter?: string;
  readonly nodeVersion?: string;
  readonly logs: { readonly out: string; readonly error: string };
  /** Absent when it has told nothing. */
  readonly options?: ModuleOptions;
}

/** What a process needs, as in its {@link ProcessSnapshot}: it changes every other second, and the rest of a snapshot does not. */
export interface ProcessUsage {
  /** Its key. */
  readonly process: string;
  readonly usage?: ProcessSnapshot['usage'];
  /** Resident bytes of the container that waits for its next life. */
  readonly standbyMemory?: number | undefined;
}

export interface ModuleSnapshot {
  readonly id: ModuleId;
  readonly name: string;
  readonly version?: string;
  /** Absolute path as the user opened it. */
  readonly folder: string;
  /** `recording`: it is not run, what it said comes from a file; folder and manifest are that file. */
  readonly kind: 'dev' | 'installed' | 'recording';
  /** What is known of a recording. */
  readonly recording?: RecordingFacts;
  /** The manifest's file. */
  readonly manifest: string;
  readonly processes: readonly ProcessSnapshot[];
  readonly hints: readonly Hint[];
  /** Whether saves restart it. `off` by the manifest's `watch: false`, `paused` by the user. */
  readonly watching: 'on' | 'off' | 'paused';
  /** A problem of the manifest that keeps new settings from taking effect; the running life goes on. */
  readonly problem?: ModuleProblem;
}

export interface RecordingFacts {
  readonly file: string;
  /** When it begins, in milliseconds since the epoch. */
  readonly at: number;
  readonly messages: number;
}

export interface ModuleProblem {
  readonly message: Message;
  readonly remedies: readonly Remedy[];
}
