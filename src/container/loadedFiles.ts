import { clearTimeout, setTimeout } from 'node:timers';
import type { FromContainer } from '../shared/container';
import type { Control } from './control';
import { onDidResolveEsModule } from './esModules';
import { newlyFoundModules } from './foundModules';

/** How long files are collected before they are reported, in milliseconds. */
const COLLECT_MS = 20;
/** Files in one report, so that it fits into the pipe. */
const MAX_FILES_PER_REPORT = 500;
/** Likewise of found libraries, each with the folders that Node would look into. */
const MAX_FOUND_PER_REPORT = 50;

/**
 * Reports files that the module loads, each once, in batches. Nothing waits for the supervisor, and nothing here keeps
 * the process alive. Where libraries were found is reported too. ES modules are noticed here; for CommonJS modules the
 * returned function is to be called.
 */
export function reportLoadedFiles(control: Control): (file: string) => void {
  const seen = new Set<string>();
  const waiting: string[] = [];
  const since = Date.now();
  const takeFound = newlyFoundModules();
  const found: [string, string][] = [];
  let timer: NodeJS.Timeout | undefined;
  const report = (): void => {
    timer = undefined;
    while (waiting.length > 0 && control.send({ type: 'loaded', files: waiting.slice(0, MAX_FILES_PER_REPORT) })) {
      waiting.splice(0, MAX_FILES_PER_REPORT);
    }
    found.push(...takeFound());
    while (found.length > 0 && control.send(foundReport(since, found.slice(0, MAX_FOUND_PER_REPORT)))) {
      found.splice(0, MAX_FOUND_PER_REPORT);
    }
    if (waiting.length + found.length > 0) reportSoon();
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

function foundReport(since: number, found: readonly [string, string][]): FromContainer {
  return { type: 'found', found: { since, files: Object.fromEntries(found) } };
}
