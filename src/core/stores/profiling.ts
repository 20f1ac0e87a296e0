import { message, type Message } from '../../base/message';
import { isRecord } from '../../base/records';
import type { Json } from '../../shared/probe';

/** What a `profilings` packet calls what it brings. */
export type ProfileType = 'cpuprofile' | 'heapprofile' | 'heapdump';

/** What an internal action of the libraries has to do with a profile. */
export interface ProfilingStep {
  readonly makes: ProfileType;
  /** `start` only begins one; the others have it sent, some time after their reply. */
  readonly isStart: boolean;
}

/** A heap snapshot of a large module takes a minute to make and to send; in milliseconds. */
export const PROFILE_TIMEOUT_MS = 300_000;

const steps: ReadonlyMap<string, ProfilingStep> = new Map([
  ['km:heapdump', { makes: 'heapdump', isStart: false }],
  ['km:cpu:profiling:start', { makes: 'cpuprofile', isStart: true }],
  ['km:cpu:profiling:stop', { makes: 'cpuprofile', isStart: false }],
  ['km:heap:sampling:start', { makes: 'heapprofile', isStart: true }],
  ['km:heap:sampling:stop', { makes: 'heapprofile', isStart: false }],
]);

/** Undefined for everything but profiling. */
export function profilingStep(action: string): ProfilingStep | undefined {
  return steps.get(action);
}

/** Why a profiling action was refused, by its reply: `{success: false, err}`. */
export function profilingRefusal(reply: Json | undefined): Message | undefined {
  if (!isRecord(reply) || reply.success !== false) return undefined;
  const reason = typeof reply.err === 'string' ? reply.err : '';
  if (/^no profil/i.test(reason)) return message('No profile is being taken. Start one first.');
  if (/already running/i.test(reason)) return message('A profile is being taken already. Stop it first.');
  if (/not available/i.test(reason)) return message('The profiler of Node is not available to the module.');
  return message('The module could not take the profile: {0}', reason || '{}');
}

/** pmx's old profilers write a file of their own and reply with its path. */
export function dumpFile(reply: Json | undefined): string | undefined {
  return isRecord(reply) && typeof reply.dump_file === 'string' ? reply.dump_file : undefined;
}
