/** Ends the module as SIGINT would where there are signals: its own listeners decide, and without any it exits. */
export function stop(): void {
  if (process.listenerCount('SIGINT') > 0) process.emit('SIGINT', 'SIGINT');
  else process.exit();
}
