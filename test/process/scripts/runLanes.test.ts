import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { RingResult } from '../../../scripts/testRun/runRing.mjs';
import { projectRoot } from '../../support/projectRoot';
import { tempFolder } from '../../support/tempFolder';

/** Says what it is; then waits for a file, or writes it. */
const says = (text: string, then = ''): string[] => ['-e', `console.log(${JSON.stringify(text)}); ${then}`];
const write = (file: string): string => `require('fs').writeFileSync(${JSON.stringify(file)}, '');`;
const waitFor = (file: string): string =>
  `const look = setInterval(() => require('fs').existsSync(${JSON.stringify(file)}) && clearInterval(look), 10);`;

describe('lanes of rings', () => {
  const makeFolder = tempFolder();

  /** Runs rings in a process of their own; resolves with what it prints, the last line being their results. */
  async function runRings(rings: readonly object[]): Promise<{ lines: readonly string[]; results: RingResult[] }> {
    const script = `
      const { runLanes } = await import(${JSON.stringify(urlOf('runLanes.mjs'))});
      const run = { root: ${JSON.stringify(projectRoot)}, folder: ${JSON.stringify(makeFolder())}, build: () => ({ name: 'build' }) };
      console.log(JSON.stringify(await runLanes(${JSON.stringify(rings)}, run)));`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
    const lines = stdout.split('\n').filter(Boolean);
    return { lines: lines.slice(0, -1), results: JSON.parse(lines.at(-1) ?? '') as RingResult[] };
  }

  it('run side by side, after the rings without one, and keep their lines together', async () => {
    const folder = makeFolder();
    const [one, two] = [path.join(folder, 'one'), path.join(folder, 'two')];
    const { lines, results } = await runRings([
      { name: 'a', lane: 'left', checks: { a: says('is a', write(one) + waitFor(two)) } },
      { name: 'b', lane: 'right', checks: { b: says('is b', waitFor(one)) } },
      { name: 'c', lane: 'right', checks: { c: says('is c', write(two)) } },
      { name: 'd', checks: { d: says('is d') } },
    ]);
    assert.deepEqual(
      results.map(({ name, passed }) => `${name} ${passed}`),
      ['a 1', 'b 1', 'c 1', 'd 1'],
    );
    assert.deepEqual(
      lines.map((line) => line.replace(/^━━ (\w).*/, '$1')),
      ['d', 'is d', 'a', 'is a', 'b', 'is b', 'c', 'is c'],
    );
  });
});

function urlOf(script: string): string {
  return pathToFileURL(path.join(projectRoot, 'scripts', 'testRun', script)).href;
}
