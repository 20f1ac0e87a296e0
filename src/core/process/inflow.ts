import { readSync } from 'node:fs';
import type { Socket } from 'node:net';

/** What a process that has ended may still have written something into. */
export interface Inflow {
  /** Nothing more can come. */
  hasEnded(): boolean;
  /** Grows with all that comes. */
  received(): number;
}

/** One turn of the event loop reads all that a pipe holds; what shares the pipe with the process may write into it without end. */
const MAX_TURNS = 100;
/** More than a pipe holds, in bytes. */
const MAX_WAITING_BYTES = 16 * 1024 ** 2;
const CHUNK_BYTES = 64 * 1024;

/**
 * Resolves when all that an ended process has written is read: when every inflow has ended or, where something else keeps one
 * open, when a whole turn of the event loop has brought nothing.
 */
export async function drained(inflows: readonly Inflow[]): Promise<void> {
  const haveEnded = (): boolean => inflows.every((inflow) => inflow.hasEnded());
  const received = (): number => inflows.reduce((sum, inflow) => sum + inflow.received(), 0);
  if (haveEnded()) return;
  await nextTurn(); // the present one may have begun before the end
  for (let turn = 0; turn < MAX_TURNS; turn++) {
    const before = received();
    await nextTurn();
    if (haveEnded() || received() === before) return;
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A pipe that somebody reads. */
export function inflowOf(pipe: Socket): Inflow {
  return { hasEnded: () => pipe.readableEnded || pipe.destroyed, received: () => pipe.bytesRead };
}

/** Reads at once what waits in a pipe to whose other end nothing can be written any more. */
export function readWaiting(pipe: Socket, onChunk: (chunk: Buffer) => void): void {
  const fd = descriptorOf(pipe);
  if (fd === undefined) return;
  try {
    for (let total = 0; total < MAX_WAITING_BYTES;) {
      const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
      const length = readSync(fd, chunk);
      if (length === 0) return;
      onChunk(chunk.subarray(0, length));
      total += length;
    }
  } catch {
    // There is no more.
  }
}

/** Not documented, but there since Node 0.10; without it nothing can be read that Node has not read. */
export function descriptorOf(pipe: Socket): number | undefined {
  const { fd } = (pipe as { readonly _handle?: { readonly fd?: unknown } | null })._handle ?? {};
  return typeof fd === 'number' && fd >= 0 ? fd : undefined;
}
