/** What code would have done to the world, had it not been kept from it. */
export interface Held {
  /** Sends the IPC messages, in order. */
  sendMessages(): void;
  /** Lets the timers begin to run. */
  startTimers(): void;
}

interface TimerFunctions {
  setTimeout: typeof setTimeout;
  setInterval: typeof setInterval;
}

/** Runs `start`; the IPC messages that it sends, and the timers that it makes, wait until they are wanted. */
export function hold(start: () => void): Held {
  const messages: unknown[] = [];
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
  const send: unknown = Reflect.get(process, 'send');
  replace(process, { send: send && ((message: unknown) => messages.push(message) > 0) });
  replace(global, { setTimeout: held(original.setTimeout), setInterval: held(original.setInterval) });
  try {
    start();
  } finally {
    replace(global, original);
    replace(process, { send });
  }
  return {
    sendMessages: () => {
      for (const message of messages.splice(0)) process.send?.(message);
    },
    startTimers: () => {
      isRunning = true;
      for (const timer of timers.splice(0)) timer.refresh(); // also one that has fired
    },
  };
}

/** Without changing whether, and where, the names stand in a list of the target's own. */
function replace(target: object, values: object): void {
  for (const [name, value] of Object.entries(values)) if (value !== undefined) Reflect.set(target, name, value);
}
