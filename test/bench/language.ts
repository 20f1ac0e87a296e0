import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { createChannel } from '../../src/base/rpcChannel';
import type { CoreCalls, CoreStart } from '../../src/shared/coreApi';
import type { ManifestDocument } from '../../src/shared/languageApi';
import { projectRoot } from '../support/projectRoot';
import { range } from './cells';
import type { Part } from './part';
import { markdownTable } from './table';

/** How long a screen shows one picture, in milliseconds. */
const FRAME_MS = 16;
const LINES = 2_000;

/** How long the core takes to answer what the editor asks about a long package.json after each key. */
export const languagePart: Part = {
  name: 'language',
  measure: async ({ rounds, folder }) => {
    const worker = new Worker(path.join(projectRoot, 'dist', 'core.js'), { workerData: startOf(folder) });
    const calls = createChannel<CoreCalls>(
      worker,
      { log: () => undefined },
      { remote: 'calls', onEventError: () => undefined },
    );
    const file = path.join(folder, 'package.json');
    const questions: Readonly<Record<string, (document: ManifestDocument, at: number) => Promise<unknown>>> = {
      'problems (diagnostics)': (document) => calls.manifestProblems(document),
      'completion of an option': (document, at) => calls.manifestCompletions(document, at),
      'hover on an option': (document, at) => calls.manifestHover(document, at + 20),
      'overrides (CodeLens, inlay hints)': (document) => calls.manifestConfiguration(document),
    };
    const rows: string[][] = [];
    for (const [name, ask] of Object.entries(questions)) {
      const times: number[] = [];
      for (let round = 0; round < rounds; round++) {
        const { text, at } = longManifest(round);
        const startedAt = performance.now();
        await ask({ file, text }, at);
        times.push(performance.now() - startedAt);
      }
      rows.push([name, range(times, { unit: FRAME_MS, digits: 2, sign: '×' })]);
    }
    await worker.terminate();
    return {
      text: `## Typing in package.json

From a question about a package.json of ${LINES} lines that has just changed to the answer of the core thread, both ways included, in
frames of ${FRAME_MS} ms.

${markdownTable(['question', 'time'], rows)}
`,
    };
  },
};

function startOf(folder: string): CoreStart {
  return {
    storage: folder,
    bundles: path.join(projectRoot, 'dist'),
    environment: {},
    helperNode: { execPath: process.execPath, env: {} },
    settings: { home: folder, logsMaxFileSizeMb: 10, actionsTimeoutMs: 1_000 },
  };
}

/** Never the same text twice; `at` is within an entry of `apps`, where a name is being typed. */
function longManifest(round: number): { readonly text: string; readonly at: number } {
  const named = (count: number, value: (index: number) => unknown): Record<string, unknown> =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`name_${index}_${round}`, value(index)]));
  const apps = Array.from({ length: 30 }, (_, index) => ({
    ...{ script: `lib/app${index}.js`, name: `app ${index}`, watch: ['lib'], ignore_watch: ['data'], time: 'true' },
    ...{ max_memory_restrat: '200M', kill_timeout: 3_000, env: { A: 1, B: 2 }, args: ['--a', '--b'] },
  }));
  const manifest = { name: 'long', apps, config: named(600, String), scripts: named(300, () => 'node x') };
  const short = JSON.stringify(manifest, undefined, 2);
  const rest = LINES - short.split('\n').length - 2;
  const text = JSON.stringify({ ...manifest, dependencies: named(rest, () => '^1.0.0') }, undefined, 2);
  const mark = '"kill_timeout"';
  const middle = text.indexOf(mark, text.indexOf('app15.js'));
  return { text: `${text.slice(0, middle)}"ki"\n${text.slice(middle)}`, at: middle + 3 };
}
