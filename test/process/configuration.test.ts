import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { formatMessage } from '../../src/base/message';
import { UserError } from '../../src/base/errors';
import type { OptionSnapshot } from '../../src/shared/configurationApi';
import { eventually } from '../support/eventually';
import { pm2 } from '../support/pm2';
import { tempFolder } from '../support/tempFolder';
import { TestCore } from '../support/testCore';
import { writeModule } from '../support/writeModule';

/** Says at each start what the options are in its environment. */
const TELLS = `
  const { ENV_NAME = 'm', days, label } = process.env;
  console.log('started ' + JSON.stringify([process.env[ENV_NAME], days ?? null, label ?? null]));
  setInterval(() => {}, 1000);`;

describe('Configuration of a module', () => {
  const newFolder = tempFolder();
  const newCore = TestCore.starter();

  function writeTeller(config: Record<string, unknown> = { days: 7, label: 'x' }): string {
    return writeModule(newFolder(), 'm', { 'index.js': TELLS }, { config });
  }

  const confOf = (core: TestCore): string => path.join(core.home, 'module_conf.json');
  const started = (core: TestCore): string | undefined =>
    core.lines.findLast((line) => line.startsWith('started '))?.slice('started '.length);

  async function option(core: TestCore, folder: string, key: string): Promise<OptionSnapshot | undefined> {
    return (await core.service.configuration(folder)).options.find((candidate) => candidate.key === key);
  }

  async function failure(work: Promise<unknown>): Promise<UserError> {
    const error: unknown = await work.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof UserError, String(error));
    return error;
  }

  it('is set as pm2 set does it: the file, and a restart with it', async () => {
    const core = newCore();
    const folder = writeTeller();
    await core.install(folder);
    await eventually('the first start', () => started(core) === '["{}",null,null]');
    await core.service.setOption(folder, 'days', '9');
    assert.equal(readFileSync(confOf(core), 'utf8'), '{\n    "m": {\n        "days": "9"\n    }\n}');
    await eventually('the start with it', () => started(core) === '["{\\"days\\":\\"9\\"}","9",null]');
    await eventually('its reason', () => core.process.startReason?.kind === 'configuration');
    assert.equal(await core.service.getOption(folder, 'days'), '9');
  });

  it('is reset without anything of it left behind, where PM2 leaves the flattened variable', async () => {
    const core = newCore();
    writeFileSync(confOf(core), JSON.stringify({ m: { days: '2', label: 'y' }, other: { k: 'v' } }));
    const folder = writeTeller();
    await core.install(folder);
    await eventually('the first start', () => started(core) === '["{\\"days\\":\\"2\\",\\"label\\":\\"y\\"}","2","y"]');
    await core.service.unsetOption(folder, 'days');
    await eventually('one option', () => started(core) === '["{\\"label\\":\\"y\\"}",null,"y"]');
    await core.service.unsetAll(folder);
    await eventually('no option', () => started(core) === '["{}",null,null]');
    assert.deepEqual(JSON.parse(readFileSync(confOf(core), 'utf8')), { m: {}, other: { k: 'v' } });
  });

  it('changes restart it once each, also several in one', async () => {
    const core = newCore();
    const folder = writeTeller();
    await core.install(folder);
    await core.service.setOptions(folder, 'days 3 label "two words"');
    await eventually('both', () => started(core)?.endsWith('"3","two words"]'));
    await core.service.whenIdle();
    assert.equal(core.process.restarts, 1);
  });

  it('follows a hand edit and another program, which PM2 itself does not', async () => {
    const core = newCore();
    const folder = writeTeller();
    await core.install(folder);
    await core.service.configuration(folder);
    writeFileSync(confOf(core), '{ "m": { "days": 5 } }');
    await eventually('the start with it', () => started(core) === '["{\\"days\\":5}","5",null]');
    await eventually('it was told', () => core.configurations.get(folder)?.options[0]?.override === 5);
    writeFileSync(confOf(core), '{}');
    await eventually('the default again', () => started(core) === '["{}",null,null]');
  });

  it('follows pm2 set, multiset and unset in a terminal, and is read by PM2 as it is written here', async () => {
    const core = newCore();
    const folder = writeTeller();
    await core.install(folder);
    try {
      await pm2(core.home, 'set', 'm:days', '4');
      await eventually('the start with it', () => started(core) === '["{\\"days\\":\\"4\\"}","4",null]');
      await pm2(core.home, 'multiset', 'm:days 5 m:label y');
      await eventually('both', () => started(core)?.endsWith('"5","y"]'));
      await pm2(core.home, 'unset', 'm:days');
      await eventually('one', () => started(core) === '["{\\"label\\":\\"y\\"}",null,"y"]');
      await core.service.setOption(folder, 'some.key', '6');
      assert.match(await pm2(core.home, 'get', 'm:label'), /Value for module .*m.* key .*label.*y/);
      assert.match(await pm2(core.home, 'conf', 'm'), /pm2 set m:some\.key 6/);
    } finally {
      await pm2(core.home, 'kill');
    }
  });

  it('is known and set where the module is only open, and told when it changes', async () => {
    const core = newCore();
    const folder = writeTeller({ days: 7, nested: { a: 1 } });
    assert.deepEqual((await option(core, folder, 'days'))?.effective, 7);
    await core.service.setOption(folder, 'nested:a', '4');
    await eventually(
      'the change was told',
      () => core.configurations.get(folder)?.options[1]?.members[0]?.override === '4',
    );
    await core.service.unsetOption(folder, 'nested:a');
    await eventually('its end was told', () => core.configurations.get(folder)?.options[1]?.override === undefined);
    assert.equal(core.modules.size, 0);
  });

  it('makes file and folder where there are none', async () => {
    const core = newCore({ settings: { home: path.join(newFolder(), 'not', 'there') } });
    const folder = writeTeller();
    await core.service.setOption(folder, 'days', '1');
    const { file } = await core.service.configuration(folder);
    assert.equal(readFileSync(file, 'utf8'), '{\n    "m": {\n        "days": "1"\n    }\n}');
  });

  it('is never written over a file that is no JSON, which is said with its place', async () => {
    const core = newCore();
    const broken = '{\n    "m": {\n        "days": "1",\n    }\n}';
    writeFileSync(confOf(core), broken);
    const folder = writeTeller();
    const { problem, options } = await core.service.configuration(folder);
    assert.match(problem ? formatMessage(problem.message) : '', /line 4, column 5/);
    assert.equal(options[0]?.effective, 7);
    const error = await failure(core.service.setOption(folder, 'days', '2'));
    assert.deepEqual(error.remedies, [{ kind: 'openFile', file: confOf(core), line: 4, column: 5 }]);
    await failure(core.service.unsetAll(folder));
    assert.equal(readFileSync(confOf(core), 'utf8'), broken);
  });

  it('says why the file cannot be written', async () => {
    const core = newCore();
    mkdirSync(confOf(core));
    const error = await failure(core.service.setOption(writeTeller(), 'days', '2'));
    assert.match(error.message, /module_conf\.json cannot be written \(EISDIR\)/);
  });

  it('has a place in both files', async () => {
    const core = newCore();
    const folder = writeTeller();
    await failure(core.service.placeOfOption(folder, 'label', 'override'));
    await core.service.setOptions(folder, 'days 1 label y');
    assert.deepEqual(await core.service.placeOfOption(folder, 'label', 'override'), {
      ...{ file: confOf(core), line: 4, column: 9 },
    });
    const place = await core.service.placeOfOption(folder, 'label', 'default');
    assert.equal(place.file, path.join(folder, 'package.json'));
    assert.match(readFileSync(place.file, 'utf8').split('\n')[place.line - 1] ?? '', /"label"/);
  });

  it('has the defaults of a package.json that is saved, and those of before while it is broken', async () => {
    const core = newCore();
    const folder = writeTeller();
    await core.install(folder);
    await core.service.configuration(folder);
    const manifest = path.join(folder, 'package.json');
    const next = { name: 'm', main: 'other.js', config: { days: 8, added: true } };
    writeFileSync(path.join(folder, 'other.js'), `console.log('other'); ${TELLS}`);
    writeFileSync(manifest, JSON.stringify(next));
    await eventually('the other start file', () => core.lines.includes('other'));
    const effective = (): unknown => core.configurations.get(folder)?.options.map((each) => [each.key, each.effective]);
    await eventually('the other defaults', () => JSON.stringify(effective()) === '[["days",8],["added",true]]');
    writeFileSync(manifest, '{"name": "m", }');
    await eventually('what is wrong', () => core.configurations.get(folder)?.manifestProblem !== undefined);
    assert.equal(JSON.stringify(effective()), '[["days",8],["added",true]]');
    assert.equal(core.process.status, 'online');
    writeFileSync(manifest, JSON.stringify({ ...next, name: 'renamed', config: { days: 1 } }));
    await eventually('it is mended', () => core.configurations.get(folder)?.module === 'renamed');
    assert.equal(core.configurations.get(folder)?.manifestProblem, undefined);
    assert.equal(JSON.stringify(effective()), '[["days",1]]');
  });
});
