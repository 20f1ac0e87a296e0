/**
 * Wraps `run` so that one run is in progress at most and one more is queued at most: whoever calls during a run shares
 * the next one, which starts after the call was made. A failed run does not block the next.
 */
export function singleFlight<T>(run: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  let next: Promise<T> | undefined;
  const start = (): Promise<T> => {
    let begin = (): void => undefined;
    const current = new Promise<T>((resolve) => {
      begin = () => resolve((async () => run())());
    }).finally(() => {
      if (running === current) running = undefined;
    });
    running = current; // before the run begins: what it does first may call again
    begin();
    return current;
  };
  return () => {
    if (next) return next; // also in the moment between the end of one run and the start of the next
    if (!running) return start();
    next = running
      .catch(() => undefined)
      .then(() => {
        next = undefined;
        return start();
      });
    return next;
  };
}
