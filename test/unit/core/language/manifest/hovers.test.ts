import assert from 'node:assert/strict';
import path from 'node:path';
import { formatMessage } from '../../../../../src/base/message';
import { ManifestLanguage } from '../../../../../src/core/language/manifest/manifestLanguage';
import type { ManifestHover, OptionFacts } from '../../../../../src/shared/languageApi';
import { publishedManifest } from '../../../../support/publishedPackages';
import { tempFolder } from '../../../../support/tempFolder';
import { writeFiles } from '../../../../support/writeFiles';

describe('the hovers of a package.json', () => {
  const makeFolder = tempFolder();

  function languageWith(conf: unknown): ManifestLanguage {
    const home = writeFiles(makeFolder(), { 'module_conf.json': conf });
    return new ManifestLanguage({ home: () => home, isInstalled: () => false });
  }

  /** On the first place where `what` stands. */
  async function hover(text: string, what: string, conf: unknown = {}): Promise<ManifestHover | undefined> {
    const file = path.join(makeFolder(), 'package.json');
    const found = await languageWith(conf).manifestHover({ file, text }, text.indexOf(what) + 1);
    if (found) assert.equal(text.slice(found.from, found.to), what);
    return found;
  }

  async function option(
    text: string,
    key: string,
    conf: unknown,
  ): Promise<Omit<OptionFacts, 'type'> & { type: string }> {
    const found = await hover(text, `"${key}"`, conf);
    assert.ok(found?.kind === 'config');
    return { ...found.option, type: formatMessage(found.option.type) };
  }

  const logrotate = publishedManifest('pm2-logrotate');

  it('tell of an option what it does, takes, and is without it', async () => {
    const found = await hover('{"apps": [{"kill_timeout": 5}]}', '"kill_timeout"');
    assert.ok(found?.kind === 'option');
    assert.equal(found.option.default, '1600');
    assert.equal(formatMessage(found.option.takes), 'a number of milliseconds');
    assert.deepEqual(found.option.examples, ['5000']);
  });

  it('are there on a value, under another name, and of a published module', async () => {
    const found = await hover('{"pm2": {"cron": "* * * * *"}}', '"* * * * *"');
    assert.ok(found?.kind === 'option');
    assert.equal(found.option.name, 'cron_restart');
    assert.equal(found.option.effect, 'inert');
    assert.equal((await hover(logrotate, '"max_memory_restart"'))?.kind, 'option');
    assert.equal((await hover(logrotate, '"apps"'))?.kind, 'key');
    assert.equal((await hover(logrotate, '"config"'))?.kind, 'key');
  });

  it('are none elsewhere, nor in what is no module', async () => {
    assert.equal(await hover(logrotate, '"main"'), undefined);
    assert.equal(await hover('{"apps": [{"env": {"time": 1}}]}', '"time"'), undefined);
    assert.equal(await hover('{"config": {"a": 1}, "scripts": {"apps": ""}}', '"a"'), undefined);
  });

  it('tell the default of an option of the module, and what becomes of it when PM2 copies it', async () => {
    const { notes, ...retain } = await option(logrotate, 'retain', {});
    assert.deepEqual(
      [retain.default, retain.override, retain.effective, retain.type],
      ['"30"', undefined, '"30"', 'text'],
    );
    assert.match(notes.map(formatMessage).join(), /^Installed from npm, the module gets 30 instead of "30"/);
  });

  it('tell an override, and what the module gets', async () => {
    const conf = { 'pm2-logrotate': { retain: '0010', compress: 'true', max_size: '' } };
    const retain = await option(logrotate, 'retain', conf);
    assert.deepEqual(
      [retain.default, retain.override, retain.effective, retain.type],
      ['"30"', '"0010"', '10', 'number'],
    );
    assert.match(retain.notes.map(formatMessage).join(), /leading zeros and the like are lost/);
    const compress = await option(logrotate, 'compress', conf);
    assert.deepEqual([compress.override, compress.effective, compress.type], ['"true"', 'true', 'true or false']);
    assert.deepEqual(compress.notes, []);
    const size = await option(logrotate, 'max_size', conf);
    assert.deepEqual([size.override, size.effective, size.type], ['""', '0', 'number']);
    assert.match(size.notes.map(formatMessage).join(), /empty text.*make 0 of it/);
  });

  it('tell no secret', async () => {
    const conf = { 'pm2-mongodb': { password: 'hunter2' } };
    const { override, effective } = await option(publishedManifest('pm2-mongodb'), 'password', conf);
    assert.deepEqual([override, effective], ['••••••', '••••••']);
  });

  it('tell defaults when module_conf.json is broken', async () => {
    const { effective, override } = await option(logrotate, 'retain', '{"pm2-logrotate": {"retain":');
    assert.deepEqual([effective, override], ['"30"', undefined]);
  });
});

describe('the configuration of a package.json', () => {
  const makeFolder = tempFolder();

  it('tells where each option stands, and how many are overridden', async () => {
    const text = publishedManifest('pm2-logrotate');
    const home = writeFiles(makeFolder(), {
      'module_conf.json': { 'pm2-logrotate': { retain: '5', old: 'x' }, other: { compress: 'true' } },
    });
    const language = new ManifestLanguage({ home: () => home, isInstalled: () => false });
    const file = path.join(makeFolder(), 'package.json');
    const configuration = await language.manifestConfiguration({ file, text });
    assert.ok(configuration);
    assert.equal(configuration.overridden, 2);
    assert.equal(text.slice(configuration.from, configuration.to), '"config"');
    const [retain, ...others] = configuration.options.filter(({ override }) => override !== undefined);
    assert.deepEqual(others, []);
    assert.equal(retain && text.slice(retain.from, retain.to), '"30"');
    assert.equal(retain?.effective, '5');
  });

  it('is none without config, and in what is no module', async () => {
    const language = new ManifestLanguage({ home: () => '', isInstalled: () => false });
    const file = path.join(makeFolder(), 'package.json');
    assert.equal(await language.manifestConfiguration({ file, text: '{"apps": []}' }), undefined);
    assert.equal(await language.manifestConfiguration({ file, text: '{"config": {"a": 1}}' }), undefined);
  });
});
