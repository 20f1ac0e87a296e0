import type { Crash, Status, Waiting } from '../../shared/module';
import type { Life, StartRequest } from './life';

/** What can be seen of a process. Replaced, never changed. */
export interface ProcessState {
  readonly status: Status;
  readonly generation: number;
  readonly restarts: number;
  readonly life: Life | undefined;
  /** Milliseconds since the epoch. */
  readonly onlineSince: number | undefined;
  readonly request: StartRequest | undefined;
  /** From the request to the moment at which the start file was loaded. */
  readonly restartTookMs: number | undefined;
  readonly crash: Crash | undefined;
  readonly waiting: Waiting | undefined;
}

/** Of a process that was never started. */
export const initialState: ProcessState = {
  status: 'stopped',
  generation: 0,
  restarts: 0,
  life: undefined,
  onlineSince: undefined,
  request: undefined,
  restartTookMs: undefined,
  crash: undefined,
  waiting: undefined,
};
