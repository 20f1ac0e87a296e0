import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { formatMessage } from '../../../../src/base/message';
import { moduleConfFile, readModuleConf, type ModuleConf } from '../../../../src/core/configuration/moduleConf';
import { FakeClock } from '../../../support/fakeClock';
import { eventually } from '../../../support/eventually';
import { tempFolder } from '../../../support/tempFolder';

describe('readModuleConf', () => {
  const makeFolder = tempFolder();

  /** Reads with a clock that runs as fast as it can. */
  async function read(home: string): Promise<ModuleConf> {
    const clock = new FakeClock();
    let conf: ModuleConf | undefined;
    void readModuleConf(home, clock).then((result) => (conf = result));
    return eventually('the file is read', async () => {
      await clock.advance(50);
      return conf;
    });
  }

  it('hands out the sections as they stand there', async () => {
    const home = makeFolder();
    const sections = { 'my-mod': { days: '3' }, 'module-db-v2': { x: {} }, plain: 'v' };
    writeFileSync(moduleConfFile(home), JSON.stringify(sections, undefined, 4));
    assert.deepEqual(await read(home), { file: path.join(home, 'module_conf.json'), sections });
  });

  it('takes a missing file for an empty one, and makes none', async () => {
    const home = path.join(makeFolder(), 'none');
    assert.deepEqual(await read(home), { file: path.join(home, 'module_conf.json'), sections: {} });
    assert.throws(() => readFileSync(moduleConfFile(home)), /ENOENT/);
  });

  it('takes a home that is a file for one without options', async () => {
    const home = path.join(makeFolder(), 'file');
    writeFileSync(home, '');
    assert.deepEqual((await read(home)).sections, {});
    assert.equal((await read(home)).problem, undefined);
  });

  const broken: readonly [string, RegExp, number, number][] = [
    [
      '{"m": {"a": "3",}}',
      /not valid JSON \(line 1, column 17\)\. It was left as it is; values are the defaults/,
      1,
      17,
    ],
    ['', /not valid JSON \(line 1, column 1\)/, 1, 1],
    ['{\n    "m": {\n        "a"', /line 3, column 12/, 3, 12],
    ['[]', /holds no object of modules/, 1, 1],
    ['null', /holds no object of modules/, 1, 1],
    ['"text"', /holds no object of modules/, 1, 1],
  ];
  for (const [text, says, line, column] of broken) {
    it(`says what is wrong with ${JSON.stringify(text)} and leaves the file as it is`, async () => {
      const home = makeFolder();
      const file = moduleConfFile(home);
      writeFileSync(file, text);
      const { sections, problem } = await read(home);
      assert.deepEqual(sections, {});
      assert.ok(problem);
      assert.match(formatMessage(problem.message), says);
      assert.deepEqual(problem.remedies, [{ kind: 'openFile', file, line, column }]);
      assert.equal(readFileSync(file, 'utf8'), text);
    });
  }

  it('waits for a file that is being written', async () => {
    const home = makeFolder();
    writeFileSync(moduleConfFile(home), '{"m": {"a":');
    const clock = new FakeClock();
    const reading = readModuleConf(home, clock);
    await eventually('the first look has been taken', () => clock.timerCount === 1);
    writeFileSync(moduleConfFile(home), '{"m": {"a": "1"}}');
    await clock.advance(50);
    assert.deepEqual((await reading).sections, { m: { a: '1' } });
  });

  it('gives up after the third look, 100 ms after the first', async () => {
    const home = makeFolder();
    writeFileSync(moduleConfFile(home), '{');
    const clock = new FakeClock();
    const startedAt = clock.now();
    const reading = readModuleConf(home, clock);
    for (let looks = 1; looks < 3; looks++) {
      await eventually('a look has been taken', () => clock.timerCount === 1);
      await clock.advance(50);
    }
    assert.ok((await reading).problem);
    assert.equal(clock.now() - startedAt, 100);
    assert.equal(clock.timerCount, 0);
  });

  it('says why a file cannot be read', async () => {
    const home = makeFolder();
    mkdirSync(moduleConfFile(home));
    const { problem } = await read(home);
    assert.match(problem ? formatMessage(problem.message) : '', /cannot be read \(EISDIR\)/);
  });
});
