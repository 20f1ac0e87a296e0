import { ProgressLocation, window } from 'vscode';
import { systemClock } from '../base/clock';

/** What takes longer than this shows that it goes on. A module that starts well has proved it within half of it. */
const SLOW_MS = 3_000;

/** Awaits a task, and shows progress with a *Cancel* button once it takes long. */
export async function slowProgress<T>(title: string, task: Promise<T>, cancel: () => void): Promise<T> {
  const isSlow = await new Promise<boolean>((resolve) => {
    const timer = systemClock.after(SLOW_MS, () => resolve(true));
    const settle = (): void => {
      timer.dispose();
      resolve(false);
    };
    task.then(settle, settle);
  });
  if (!isSlow) return task;
  return window.withProgress({ location: ProgressLocation.Notification, title, cancellable: true }, (_, token) => {
    token.onCancellationRequested(cancel);
    return task;
  });
}
