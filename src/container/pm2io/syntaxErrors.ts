/** A stack frame of Node itself; Node 14 and 15 name their files without a scheme. */
const NODE_FRAME = /\((node:|internal\/)|^ +at (async )?(node:|internal\/)/;

/**
 * For an ES module that does not parse, only Node knows file and line, and it prints them only when nobody listens to
 * `uncaughtException`: `@pm2/io` does, and would print an error without a place. `report` tells about it in its stead.
 */
export function letNodePrintSyntaxErrors(report: (error: Error) => void): void {
  process.on('uncaughtExceptionMonitor', (error) => {
    const [listener, ...others] = process.listeners('uncaughtException');
    if (!listener || others.length > 0 || !lacksPlace(error)) return;
    report(error);
    process.removeListener('uncaughtException', listener);
  });
}

function lacksPlace(error: unknown): error is SyntaxError {
  if (!(error instanceof SyntaxError) || typeof error.stack !== 'string' || !error.stack.startsWith(error.name)) {
    return false;
  }
  const frames = error.stack.split('\n').filter((line) => line.startsWith('    at '));
  return frames.every((frame) => NODE_FRAME.test(frame));
}
