import assert from 'node:assert/strict';
import { ProbeFilter } from '../../../src/vscode/probeFilter';

const probes = ['HTTP Mean Latency', 'http requests', 'Queue'].map(
  (name) => ({ name, kind: 'metric', isRuntime: false, changedAt: 0 }) as const,
);

function namesWith(text: string): string[] {
  const filter = new ProbeFilter();
  filter.text = text;
  return filter.apply(probes).map(({ name }) => name);
}

describe('ProbeFilter', () => {
  it('lets all probes through as long as it is empty', () => {
    assert.deepEqual(namesWith('  '), ['HTTP Mean Latency', 'http requests', 'Queue']);
  });

  it('keeps the probes whose name has every word, whatever the case', () => {
    assert.deepEqual(namesWith('http'), ['HTTP Mean Latency', 'http requests']);
    assert.deepEqual(namesWith('LAT http'), ['HTTP Mean Latency']);
    assert.deepEqual(namesWith('.*'), []);
  });

  it('says when it changes', () => {
    const filter = new ProbeFilter();
    const seen: string[] = [];
    filter.onDidChange((text) => seen.push(text));
    filter.text = ' queue ';
    assert.deepEqual(seen, ['queue']);
    filter.dispose();
  });
});
