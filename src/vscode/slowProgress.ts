import { ProgressLocation, window } from 'vscode';
import { systemClock } from '../base/clock';

/** What takes longer than this shows that it goes on. */
const SLOW_MS = 1_000;

/** Awaits a task, and shows progress with a *Cancel* button once it takes longer than a second. */
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
