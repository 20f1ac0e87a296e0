import assert from 'node:assert/strict';
import { TrafficFilter } from '../../../../src/core/stores/trafficFilter';
import type { TrafficTopic } from '../../../../src/core/stores/trafficLine';

const topics: readonly TrafficTopic[] = [
  { kind: 'axm:monitor' },
  { kind: 'axm:reply', name: 'flush cache' },
  { kind: 'action', name: 'flush cache' },
  { kind: 'human:event', name: 'register' },
];

/** Which of the topics are shown, by their place. */
function shown(...patterns: string[]): number[] {
  const filter = new TrafficFilter(patterns);
  return [...topics.keys()].filter((index) => filter.shows(topics[index] ?? { kind: '' }));
}

describe('TrafficFilter', () => {
  it('shows everything without patterns', () => {
    assert.deepEqual(shown(), [0, 1, 2, 3]);
    assert.deepEqual(shown('', '!'), [0, 1, 2, 3]);
  });

  it('shows kinds, names, or both', () => {
    assert.deepEqual(shown('axm:monitor'), [0]);
    assert.deepEqual(shown('flush cache'), [1, 2]);
    assert.deepEqual(shown('axm:reply flush cache', 'HUMAN:EVENT'), [1, 3]);
  });

  it('hides what a pattern with ! says, whatever others show', () => {
    assert.deepEqual(shown('!axm:monitor'), [1, 2, 3]);
    assert.deepEqual(shown('flush cache', '! action'), [1]);
  });

  it('takes * for any characters, and nothing else for more than itself', () => {
    assert.deepEqual(shown('axm:*'), [0, 1]);
    assert.deepEqual(shown('*event*'), [3]);
    assert.deepEqual(shown('axm.monitor'), []);
  });
});
