import assert from 'node:assert/strict';
import { OptionsStore } from '../../../../src/core/stores/optionsStore';
import { SecretMask } from '../../../../src/core/protocol/secretMask';
import { decode } from '../../../../src/core/protocol/decode';
import type { ModuleOptions } from '../../../../src/shared/module';
import { optionLines } from '../../../../src/vscode/views/optionLines';
import { englishWording } from '../../../support/englishWording';
import { recordings } from '../../../support/recordings';

/** What a recorded module has told of itself in the end. */
function recordedOptions(name: string): ModuleOptions {
  const store = new OptionsStore();
  for (const { dir, msg } of recordings().get(name) ?? []) {
    const packet = dir === 'module->pm2' ? decode(msg) : undefined;
    if (packet?.kind === 'options') store.accept(packet);
  }
  return store.snapshot(new SecretMask());
}

function linesOf(options: ModuleOptions): string[] {
  return optionLines(options, englishWording).map(([label, value]) => `${label}: ${value}`);
}

describe('optionLines', () => {
  it('tell what a pmx module has declared', () => {
    assert.deepEqual(linesOf(recordedOptions('pmx-1.6.8-alerts')), [
      'Library: pmx 1.6.8',
      'Description: recorded fixture module',
      'Main probes: Processes',
      'Status check: latency, event loop, query/s',
      'Widget: actions, cpu, mem, issues, meta, meta_block · #9F1414 #591313 white white · https://image.url',
      'Flags: alert_enabled, error',
      'Other options: probes {"from conf":{"value":20}}',
      'Configuration: days_interval 7 · max_size 5242880 · verbose true · label hello · password ••••••',
    ]);
  });

  it('tell what a module of @pm2/io 2 has declared, which sends its version as that of pmx', () => {
    const lines = linesOf(recordedOptions('pm2-io-2.4.7-probes'));
    assert.equal(lines[0], 'Library: @pm2/io 2.4.7');
    assert.deepEqual(lines.slice(-2), ['Port: 80', 'Status: ok']);
  });

  it('tell what a module of @pm2/io 6 has declared', () => {
    const lines = linesOf(recordedOptions('pm2-io-6.1.0-init'));
    assert.equal(lines[0], 'Library: @pm2/io 6.1.0');
    assert.ok(
      lines.includes(
        'Flags: error, heapdump, feature.profiler.heapsampling, feature.profiler.cpu_js, latency, catchExceptions, profiling',
      ),
      lines.join('\n'),
    );
  });

  it('tell what else a module has declared, but for the configuration, which is spread among the options', () => {
    const options = {
      ...{ isModule: true, module_name: 'm', pid: 5, error: true, days: 7, module_conf: { days: 7 } },
      ...{ standalone: false, latency: 200, comment: 'Two\nlines', metrics: { v8: true }, nothing: null },
    };
    assert.deepEqual(linesOf(options), [
      'Flags: error',
      'Other options: standalone false · latency 200 · comment Two lines · metrics {"v8":true} · nothing null',
      'Configuration: days 7',
    ]);
  });

  it('do not take the preloaded library for that of the module', () => {
    assert.deepEqual(linesOf({ apm: { type: 'node', version: '6.1.0' }, error: true }), ['Flags: error']);
  });

  it('take whatever a module sends', () => {
    const odd = [null, 5, 'text', [], [null], [[]], [['a']], { a: null }];
    for (const value of odd) {
      const keys = ['apm', 'pmx_version', 'widget', 'window', 'human_info', 'module_conf', 'status_check', 'name'];
      const options = Object.fromEntries(keys.map((key) => [key, value]));
      assert.ok(optionLines(options, englishWording).length <= 4);
    }
    assert.deepEqual(optionLines(undefined, englishWording), []);
  });

  it('are few, and short', () => {
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`key${index}`, 'x'.repeat(500)]));
    const rest = Object.fromEntries(Object.entries(many).map(([key, value]) => [`other ${key}`, value]));
    const lines = optionLines({ ...rest, module_conf: many, human_info: Object.entries(many) }, englishWording);
    assert.equal(lines.length, 22);
    assert.ok(lines.every(([, value]) => value.length < 20 * 120));
  });
});
