import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '../support/projectRoot';

const run = promisify(execFile);

/** What the editor loads at activation. */
export interface Activation {
  readonly bytes: number;
  /** In a Node of its own each time. */
  readonly loadTimesMs: readonly number[];
}

export async function measureActivation(rounds: number): Promise<Activation> {
  const bundle = path.join(projectRoot, 'dist', 'extension.js');
  const loader = path.join(projectRoot, 'test', 'bench', 'loadExtension.cjs');
  const loadTimesMs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const { stdout } = await run(process.execPath, [loader, bundle]);
    loadTimesMs.push(Number(stdout));
  }
  return { bytes: statSync(bundle).size, loadTimesMs };
}
