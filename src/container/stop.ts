/** Ends the module as SIGINT would where there are signals: its own listeners decide, and without any it exits. */
export function stop(): void {
  if (process.listenerCount('SIGINT') > 0) process.emit('SIGINT', 'SIGINT');
  else process.exit();
}

/** What Node itself listens to, to leave a terminal as it was before it ends by the signal. */
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Node stops to listen to a signal with the last listener in JavaScript. From then on the kernel ends the process at once, without
 * waking its main thread first; there is no terminal here.
 */
export function giveUpDefaultSignals(): void {
  for (const signal of SIGNALS) {
    const listener = (): void => undefined;
    process.on(signal, listener);
    process.removeListener(signal, listener);
  }
}
