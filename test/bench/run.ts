import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { projectRoot } from '../support/projectRoot';
import { page } from './page';
import type { Part, Section } from './part';
import { parts } from './parts';

const ROUNDS = 30;
const QUICK_ROUNDS = 3;

/** Measures everything, or the parts that are named, and prints the page; started by scripts/bench.mjs. */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { rounds: { type: 'string' }, quick: { type: 'boolean' }, write: { type: 'string' } },
  });
  const rounds = Number(values.rounds ?? (values.quick ? QUICK_ROUNDS : ROUNDS));
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--rounds takes a number, 1 or more.');
  const isWhole = positionals.length === 0 && rounds >= ROUNDS;
  const wanted = positionals.length === 0 ? parts : positionals.map(partNamed);

  const sections: Section[] = [];
  for (const part of wanted) {
    console.error(`measuring ${part.name}`);
    sections.push(await part.measure({ rounds, folder: newFolder() }));
  }
  const text = page(sections, rounds);
  console.log(`\n${text}`);
  const file = values.write ?? (isWhole ? path.join(projectRoot, 'docs', 'BENCHMARKS.md') : undefined);
  if (file === undefined) return;
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function partNamed(name: string): Part {
  const part = parts.find((candidate) => candidate.name === name);
  if (!part) throw new Error(`There is no part ${name}; there are: ${parts.map((each) => each.name).join(', ')}.`);
  return part;
}

/** Removed with everything else by scripts/bench.mjs. */
function newFolder(): string {
  return mkdtempSync(path.join(tmpdir(), 'part-'));
}

main().then(
  () => process.exit(),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
