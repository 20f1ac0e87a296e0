import { clearTimeout, setTimeout } from 'node:timers';
import type { Control } from './control';
import { onDidResolveEsModule } from './esModules';

/** How long files are collected before they are reported, in milliseconds. */
const COLLECT_MS = 20;
/** Files in one report, so that it fits into the pipe. */
const MAX_FILES_PER_REPORT = 500;

/**
 * Reports files that the module loads, each once, in batches. Nothing waits for the supervisor, and nothing here keeps
 * the process alive. ES modules are noticed here; for CommonJS modules the returned function is to be called.
 */
export function reportLoadedFiles(control: Control): (file: string) => void {
  const seen = new Set<string>();
  const waiting: string[] = [];
  let timer: NodeJS.Timeout | undefined;
  const report = (): void => {
    timer = undefined;
    while (waiting.length > 0 && control.send({ type: 'loaded', files: waiting.slice(0, MAX_FILES_PER_REPORT) })) {
      waiting.splice(0, MAX_FILES_PER_REPORT);
    }
    if (waiting.length > 0) reportSoon();
  };
  const reportSoon = (): void => {
    timer ??= setTimeout(report, COLLECT_MS).unref();
  };
  const add = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    waiting.push(file);
    reportSoon();
  };
  process.on('exit', () => {
    clearTimeout(timer);
    report();
  });
  onDidResolveEsModule(add);
  return add;
}
