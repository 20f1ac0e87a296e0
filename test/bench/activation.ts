import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '../support/projectRoot';
import { range } from './cells';
import { median } from './measured';
import type { Part } from './part';

const run = promisify(execFile);

/** What the editor loads at activation. */
export const activationPart: Part = {
  name: 'activation',
  measure: async ({ rounds }) => {
    const bundle = path.join(projectRoot, 'dist', 'extension.js');
    const [loads, starts] = await loadTimes(bundle, rounds);
    const times = range(loads, { unit: median(starts), digits: 2, sign: '×' });
    return {
      text: `## Activation

The bundle that the editor loads at activation, \`dist/extension.js\`, has ${(statSync(bundle).size / 1024).toFixed(0)} KiB. To load it, with a stand-in for
the editor's API, takes ${times} of the time that an empty \`node\` needs to start and end.
`,
    };
  },
};

/** How long the bundle takes, in a Node of its own each time; and how long such a Node takes without it. In milliseconds. */
async function loadTimes(bundle: string, rounds: number): Promise<readonly [number[], number[]]> {
  const loader = path.join(projectRoot, 'test', 'bench', 'loadExtension.cjs');
  const [loads, starts]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    const { stdout } = await run(process.execPath, [loader, bundle]);
    loads.push(Number(stdout));
    const startedAt = performance.now();
    await run(process.execPath, ['-e', '']);
    starts.push(performance.now() - startedAt);
  }
  return [loads, starts];
}
