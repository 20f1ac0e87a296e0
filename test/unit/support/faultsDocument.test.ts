import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../support/projectRoot';

/** A test as the matrix names it: `path/of/the.test.ts › the name of the test`. */
interface NamedTest {
  readonly file: string;
  readonly name: string;
}

/** In the last column of each row; several are on lines of their own. */
function testsNamedIn(document: string): NamedTest[] {
  const rows = document.split('\n').filter((line) => line.startsWith('| ') && line.includes(' › '));
  return rows.flatMap((row) => {
    const cell = row.replace(/ *\|$/, '').split(' | ').at(-1) ?? '';
    return cell.split('<br>').map((text) => {
      const [file = '', name = ''] = text.split(' › ');
      return { file: file.trim(), name: name.trim() };
    });
  });
}

/** Patterns of the names of all tests in a spec: what is put in at run time may be anything. */
function namesIn(source: string): RegExp[] {
  const literals = source.matchAll(/\bit\(\s*(?:'((?:\\.|[^'\\])*)'|`((?:\\.|[^`\\])*)`)/g);
  return [...literals].map(([, plain, template]) => {
    const parts = (plain ?? template ?? '').split(/\$\{[^}]*\}/);
    return new RegExp(`^${parts.map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.+')}$`);
  });
}

describe('The fault matrix', () => {
  const tests = testsNamedIn(readFileSync(path.join(projectRoot, 'docs', 'FAULTS.md'), 'utf8'));

  it('names a test in each row', () => {
    assert.ok(tests.length >= 25, `${tests.length} tests`);
    for (const { file, name } of tests) assert.ok(file && name, `${file} › ${name}`);
  });

  it('names tests that exist', () => {
    const missing = tests.filter(({ file, name }) => {
      const names = namesIn(readFileSync(path.join(projectRoot, file), 'utf8'));
      return !names.some((pattern) => pattern.test(name));
    });
    assert.deepEqual(missing, []);
  });
});
