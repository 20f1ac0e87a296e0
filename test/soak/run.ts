import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { complaints, soakReport } from './report';
import { soak } from './soak';

const MS_PER_MINUTE = 60_000;

/** `npm run soak -- [--minutes 10] [--seed 4711]`: prints the report; fails when something is left or grew. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { minutes: { type: 'string' }, seed: { type: 'string' } } });
  const seed = Number(values.seed ?? Date.now() % 1_000_000);
  const minutes = Number(values.minutes ?? 10);
  console.log(`Soaking for ${minutes} minutes with seed ${seed}.`);
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'pm2m-soak-')));
  try {
    const report = await soak({ folder, seed, durationMs: minutes * MS_PER_MINUTE });
    console.log(soakReport(report));
    const wrong = complaints(report);
    if (wrong.length === 0) return;
    console.error(wrong.join('\n'));
    process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  }
}

void main();
