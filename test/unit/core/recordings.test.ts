import assert from 'node:assert/strict';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { outcomeOf } from '../../support/outcome';
import { projectRoot } from '../../support/projectRoot';
import { busRecordings, recordings, type RecordedLine } from '../../support/recordings';

const folder = path.join(projectRoot, 'test/fixtures/recordings/golden');
/** Set, the files are written instead of compared: `git diff` then shows what has changed for a module. */
const isUpdating = process.env.PM2_MODULES_UPDATE_GOLDEN !== undefined;

describe('Replayed recordings', () => {
  const all = [...recordings(), ...busRecordings()];
  const libraries = [...new Set(all.map(([name]) => libraryOf(name)))];

  for (const library of libraries) {
    const cases = all.filter(([name]) => libraryOf(name) === library);
    it(`${library}: probes, actions, options, issues and events are as expected`, async () => {
      const file = path.join(folder, `${library}.txt`);
      const text = await describeCases(library, cases);
      if (isUpdating) writeFileSync(file, text);
      assert.equal(text, readFileSync(file, 'utf8'));
    });
  }

  it('no expectation is left without a recording', () => {
    const expected = readdirSync(folder).map((file) => path.basename(file, '.txt'));
    assert.deepEqual(expected.sort(), libraries.sort());
  });
});

/** `pmx-1.6.8-init` → `pmx-1.6.8`. */
function libraryOf(recording: string): string {
  const [library] = /^.+?-\d+\.\d+\.\d+/.exec(recording) ?? [];
  assert.ok(library, recording);
  return library;
}

async function describeCases(library: string, cases: [string, readonly RecordedLine[]][]): Promise<string> {
  const sections = await Promise.all(
    cases.map(async ([name, lines]) =>
      [`## ${name.slice(library.length + 1)}`, ...(await outcomeOf(lines))].join('\n'),
    ),
  );
  return `${sections.join('\n\n')}\n`;
}
