import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { measureActivation } from './activation';
import { moduleKinds, plainModule, titleOf } from './modules';
import type { Measured } from './measured';
import { measureRecoveries } from './recoveries';
import { report } from './report';
import { withTools, type Running } from './running';
import { measureSaves } from './saves';
import { measureStorm, type Storm } from './storms';

const ROUNDS = 20;
const QUICK_ROUNDS = 3;
/** Of what takes seconds each time there are fewer rounds. */
const MAX_SLOW_ROUNDS = 5;

/** Measures everything and prints the page; started by scripts/bench.mjs. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { rounds: { type: 'string' }, quick: { type: 'boolean' }, write: { type: 'string' } },
  });
  const rounds = Number(values.rounds ?? (values.quick ? QUICK_ROUNDS : ROUNDS));
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds takes a number, 1 or more.');
  const slowRounds = Math.min(MAX_SLOW_ROUNDS, rounds);

  const saves = new Map<string, readonly Measured[]>();
  for (const kind of moduleKinds) {
    say(`saves: ${titleOf(kind)}`);
    const folder = newFolder();
    saves.set(
      titleOf(kind),
      await withTools(kind, folder, (running) => measureSaves(kind, running, { folder, rounds })),
    );
  }
  const rest = await withTools(plainModule, newFolder(), async (running) => {
    say('crashes');
    const recoveries = await measureRecoveries(running, slowRounds);
    say('storms');
    return { recoveries, storms: await measureStorms(running, slowRounds) };
  });
  say('activation');
  const activation = await measureActivation(rounds);

  const page = report({ rounds, saves, activation, ...rest });
  console.log(`\n${page}`);
  if (values.write === undefined) return;
  mkdirSync(path.dirname(values.write), { recursive: true });
  writeFileSync(values.write, page);
}

async function measureStorms(running: readonly Running[], rounds: number): Promise<Map<string, readonly Storm[]>> {
  const storms = new Map<string, Storm[]>();
  for (const each of running) {
    const measured: Storm[] = [];
    for (let round = 0; round < rounds; round++) measured.push(await measureStorm(each));
    storms.set(each.tool.name, measured);
  }
  return storms;
}

/** Removed with everything else by scripts/bench.mjs. */
function newFolder(): string {
  return mkdtempSync(path.join(tmpdir(), 'run-'));
}

function say(text: string): void {
  console.error(`measuring ${text}`);
}

main().then(
  () => process.exit(),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
