/** How long a condition may take on a busy machine, in milliseconds. A bound, never something that passes in time. */
const PATIENCE_MS = 30_000;
/** Pause between two looks, in milliseconds. */
const PAUSE_MS = 15;

/**
 * Looks again and again until `look` neither throws nor returns undefined or false, and resolves with what it returned.
 * When patience ends it rejects with the last reason why not; `what` names the condition there.
 */
export async function eventually<T>(
  what: string,
  look: () => T | undefined | false | Promise<T | undefined | false>,
  patienceMs: number = PATIENCE_MS,
): Promise<T> {
  const end = performance.now() + patienceMs;
  let reason: unknown;
  for (;;) {
    try {
      const seen = await look();
      if (seen !== undefined && seen !== false) return seen;
      reason = undefined;
    } catch (error) {
      reason = error;
    }
    if (performance.now() >= end) break;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  const why = reason instanceof Error ? `: ${reason.message}` : '';
  throw new Error(`Not within ${patienceMs} ms: ${what}${why}`, { cause: reason });
}
