import assert from 'node:assert/strict';
import { Emitter } from '../../../src/base/event';
import type { ConfigurationSnapshot } from '../../../src/shared/configurationApi';
import type { CoreCalls } from '../../../src/shared/coreApi';
import { Configurations } from '../../../src/vscode/configurations';

function snapshot(module: string): ConfigurationSnapshot {
  return { folder: '/m', module, manifest: '/m/package.json', file: '/pm2/module_conf.json', options: [] };
}

describe('Configurations', () => {
  let asked: ((answer: ConfigurationSnapshot) => void)[];
  let started: Emitter<CoreCalls>;
  let configurations: Configurations;
  let changes: string[];

  beforeEach(() => {
    asked = [];
    changes = [];
    started = new Emitter<CoreCalls>();
    const calls = {
      configuration: () => new Promise<ConfigurationSnapshot>((resolve) => asked.push(resolve)),
    } as Partial<CoreCalls> as CoreCalls;
    configurations = new Configurations({ calls, onDidStart: started.event });
    configurations.onDidChange((folder) => changes.push(folder));
  });

  it('ask for a folder once, and tell when they know it', async () => {
    const both = Promise.all([configurations.fetch('/m'), configurations.fetch('/m')]);
    assert.equal(configurations.get('/m'), undefined);
    assert.equal(asked.length, 1);
    asked[0]?.(snapshot('one'));
    await both;
    assert.equal(configurations.get('/m')?.module, 'one');
    assert.deepEqual(changes, ['/m']);
  });

  it('keep what was told while they asked: it is newer', async () => {
    const fetched = configurations.fetch('/m');
    configurations.changed(snapshot('newer'));
    asked[0]?.(snapshot('older'));
    await fetched;
    assert.equal(configurations.get('/m')?.module, 'newer');
  });

  it('know nothing when another core starts, and ask again', async () => {
    const fetched = configurations.fetch('/m');
    asked[0]?.(snapshot('one'));
    await fetched;
    started.fire({} as CoreCalls);
    assert.equal(configurations.get('/m'), undefined);
    void configurations.fetch('/m');
    assert.equal(asked.length, 2);
  });

  it('look again only at folders that somebody asked for', async () => {
    configurations.refresh('/m');
    assert.equal(asked.length, 0);
    configurations.changed(snapshot('one'));
    configurations.refresh('/m');
    assert.equal(asked.length, 1);
  });
});
