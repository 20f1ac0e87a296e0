import assert from 'node:assert/strict';
import { closestName } from '../../../../src/core/manifest/closestName';

describe('closestName', () => {
  const known = ['watch', 'watch_delay', 'max_restarts', 'script'];
  const cases: readonly [string, string | undefined][] = [
    ['wach', 'watch'],
    ['Watch', 'watch'],
    ['max_restart', 'max_restarts'],
    ['scirpt', 'script'],
    ['colour', undefined],
    ['', undefined],
    ['x'.repeat(100_000), undefined],
  ];
  for (const [name, meant] of cases) {
    it(`of "${name.slice(0, 20)}" is ${meant ?? 'none'}`, () => assert.equal(closestName(name, known), meant));
  }
});
