import { readdirSync } from 'node:fs';
import path from 'node:path';
import Mocha from 'mocha';
import { keepWorkers } from './keepWorkers';
import { projectRoot } from '../support/projectRoot';

/** How long one test may take on a busy machine, in milliseconds. */
const TEST_TIMEOUT_MS = 60_000;

/** Runs, inside the extension host, the specs of the label that PM2_MODULES_TEST_LABEL names. */
export async function run(): Promise<void> {
  process.setSourceMapsEnabled(true);
  keepWorkers();
  const label = process.env.PM2_MODULES_TEST_LABEL ?? '';
  const mocha = new Mocha({
    ui: 'bdd',
    color: false,
    timeout: TEST_TIMEOUT_MS,
    forbidOnly: true,
    forbidPending: true,
    reporter: path.join(projectRoot, 'test', 'support', 'ringReporter.cjs'),
  });
  const folder = path.join(__dirname, label);
  for (const file of readdirSync(folder)) if (file.endsWith('.test.js')) mocha.addFile(path.join(folder, file));
  const failures = await new Promise<number>((resolve) => mocha.run(resolve));
  if (failures > 0) throw new Error(`${failures} failed.`);
}
