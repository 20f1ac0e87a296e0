import assert from 'node:assert/strict';
import { existsSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { nullLog } from '../../src/base/log';
import { moduleConfFile } from '../../src/core/configuration/moduleConf';
import { watchModuleConf, type ModuleConfWatch } from '../../src/core/configuration/watchModuleConf';
import type { ModuleProblem } from '../../src/shared/module';
import { eventually } from '../support/eventually';
import { tempFolder } from '../support/tempFolder';

describe('watchModuleConf', function () {
  this.timeout(60_000);
  const makeFolder = tempFolder();
  let watching: ModuleConfWatch | undefined;
  let seen: (readonly string[])[] = [];
  let warnings: string[] = [];
  let problems: (ModuleProblem | undefined)[] = [];

  afterEach(() => {
    watching?.dispose();
    watching = undefined;
  });

  async function start(home: string): Promise<string> {
    seen = [];
    warnings = [];
    problems = [];
    const log = { ...nullLog, warn: (text: string) => warnings.push(text) };
    watching = watchModuleConf(home, log, {
      onDidChange: (sections) => seen.push(sections),
      onDidChangeProblem: (problem) => problems.push(problem),
    });
    await watching.ready;
    return moduleConfFile(home);
  }

  /** Resolves when that section was reported; forgets what was reported before. */
  async function reported(section: string): Promise<readonly string[]> {
    const all = await eventually(`a report of ${section}`, () => seen.flat().includes(section) && seen.flat());
    seen = [];
    return [...new Set(all)];
  }

  const write = (file: string, sections: object): void => writeFileSync(file, JSON.stringify(sections, undefined, 4));

  it('names the sections that changed, were added and were removed', async () => {
    const home = makeFolder();
    write(moduleConfFile(home), { a: { x: '1' }, b: { x: '1' }, c: {} });
    const file = await start(home);
    write(file, { a: { x: '2' }, b: { x: '1' }, d: {}, 'module-db-v2': {} });
    assert.deepEqual([...(await reported('a'))].sort(), ['a', 'c', 'd', 'module-db-v2']);
  });

  it('reports nothing when only the form of the file changes', async () => {
    const home = makeFolder();
    write(moduleConfFile(home), { a: { x: '1', y: '2' }, b: {} });
    const file = await start(home);
    writeFileSync(file, '{"b": {}, "a": {"y": "2", "x": "1"}}');
    write(file, { a: { x: '1', y: '2' }, b: {}, mark: 1 });
    assert.deepEqual(await reported('mark'), ['mark']);
  });

  it('sees a file that comes later, goes and comes back', async () => {
    const file = await start(makeFolder());
    write(file, { a: { x: '1' } });
    assert.deepEqual(await reported('a'), ['a']);
    rmSync(file);
    assert.deepEqual(await reported('a'), ['a']);
    write(file, { a: { x: '1' } });
    assert.deepEqual(await reported('a'), ['a']);
  });

  it('sees a home that comes later, and never makes one', async () => {
    const home = path.join(makeFolder(), 'user', '.pm2');
    const file = await start(home);
    assert.ok(!existsSync(path.dirname(home)));
    mkdirSync(home, { recursive: true });
    write(file, { a: { x: '1' } });
    assert.deepEqual(await reported('a'), ['a']);
    rmSync(home, { recursive: true });
    assert.deepEqual(await reported('a'), ['a']);
    mkdirSync(home);
    write(file, { a: { x: '2' } });
    assert.deepEqual(await reported('a'), ['a']);
  });

  it('sees a file that is replaced by a rename, again and again', async () => {
    const home = makeFolder();
    write(moduleConfFile(home), {});
    const file = await start(home);
    for (const x of ['1', '2', '3']) {
      write(`${file}.tmp`, { a: { x } });
      renameSync(`${file}.tmp`, file);
      assert.deepEqual(await reported('a'), ['a']);
    }
  });

  it('sees changes behind a home that is a link', async () => {
    const folder = makeFolder();
    const real = path.join(folder, 'real');
    mkdirSync(real);
    symlinkSync(real, path.join(folder, 'link'), 'junction');
    await start(path.join(folder, 'link'));
    write(moduleConfFile(real), { a: {} });
    assert.deepEqual(await reported('a'), ['a']);
    write(moduleConfFile(real), { a: { x: '1' } });
    assert.deepEqual(await reported('a'), ['a']);
  });

  it('warns once of a file that is broken, tells its problem, and reports everything in it once it is mended', async () => {
    const home = makeFolder();
    write(moduleConfFile(home), { a: { x: '1' }, b: {} });
    const file = await start(home);
    writeFileSync(file, '{"a": {"x": "1",}}');
    await eventually('a warning', () => warnings.length > 0);
    assert.deepEqual(seen, []);
    write(file, { a: { x: '1' } });
    assert.deepEqual([...(await reported('a'))].sort(), ['a', 'b']);
    assert.deepEqual(
      problems.map((problem) => problem?.remedies[0]),
      [{ kind: 'openFile', file, line: 1, column: 17 }, undefined],
    );
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? '', /module_conf\.json is not valid JSON \(line 1, column 17\)/);
  });

  it('ends with the last of many quick writes', async () => {
    const file = await start(makeFolder());
    for (let x = 0; x < 200; x++) write(file, { a: { x }, [`mark${x}`]: 1 });
    await reported('mark199');
  });

  it('reports nothing after its end', async () => {
    const home = makeFolder();
    let reports = 0;
    const ended = watchModuleConf(home, nullLog, { onDidChange: () => reports++, onDidChangeProblem: () => reports++ });
    await ended.ready;
    const file = await start(home);
    ended.dispose();
    write(file, { a: {} });
    await reported('a');
    write(file, { b: {} });
    await reported('b');
    assert.equal(reports, 0);
  });
});
