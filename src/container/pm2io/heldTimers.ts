interface TimerFunctions {
  setTimeout: typeof setTimeout;
  setInterval: typeof setInterval;
}

/** Runs `start`; the timers that it makes begin to run when the returned function is called. */
export function holdTimers(start: () => void): () => void {
  const timers: NodeJS.Timeout[] = [];
  let isRunning = false;
  const original: TimerFunctions = { setTimeout: global.setTimeout, setInterval: global.setInterval };
  const held =
    (create: (callback: () => void, delayMs?: number) => NodeJS.Timeout) =>
    (callback: () => void, delayMs?: number): NodeJS.Timeout => {
      const timer = create(() => {
        if (isRunning) callback();
      }, delayMs);
      timers.push(timer);
      return timer;
    };
  replace(global, { setTimeout: held(original.setTimeout), setInterval: held(original.setInterval) });
  try {
    start();
  } finally {
    replace(global, original);
  }
  return () => {
    isRunning = true;
    for (const timer of timers.splice(0)) timer.refresh(); // also one that has fired
  };
}

/** Without changing whether, and where, the names stand in a list of the target's own. */
function replace(target: object, values: object): void {
  for (const [name, value] of Object.entries(values)) if (value !== undefined) Reflect.set(target, name, value);
}
