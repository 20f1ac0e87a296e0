import fc from 'fast-check';
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../../../../src/base/errors';
import { appFields } from '../../../../src/core/manifest/appFields';
import { readManifest } from '../../../../src/core/manifest/readManifest';
import { tempFolder } from '../../../support/tempFolder';
import { writeFiles } from '../../../support/writeFiles';

/** Words with a meaning in a manifest, between those that have none. */
const keys = fc.oneof(
  fc.constantFrom(
    ...Object.keys(appFields),
    'maxRestarts',
    'interpreter',
    '__proto__',
    'constructor',
    'apps',
    'config',
  ),
  fc.string(),
);
const values = fc.oneof(
  fc.constantFrom<unknown>(
    'a.js',
    '.',
    '..',
    './lib',
    '\0',
    'a b',
    '',
    '200M',
    '10s',
    'max',
    -1,
    Number.MAX_VALUE,
    null,
    true,
    [],
    {},
  ),
  fc.jsonValue(),
);
const app = fc.dictionary(keys, values, { maxKeys: 6 });
const apps = fc.oneof(app, fc.array(fc.oneof(app, values), { maxLength: 3 }), values);
const manifest = fc.record(
  {
    name: fc.oneof(fc.string(), values),
    apps: fc.option(apps, { nil: undefined }),
    pm2: fc.option(apps, { nil: undefined }),
    bin: values,
    main: values,
    config: values,
    dependencies: values,
  },
  { requiredKeys: [] },
);

/** In a message, a place where a value is missing. */
const UNFILLED = /\{\d\}|undefined/;

describe('readManifest, whatever stands in package.json', function () {
  this.timeout(60_000);
  const makeFolder = tempFolder();

  /** Resolves with a sound manifest or rejects with a UserError. */
  async function check(folder: string, text: string): Promise<void> {
    writeFileSync(path.join(folder, 'package.json'), text);
    try {
      const { apps, name, hints } = await readManifest(folder);
      assert.ok(name);
      for (const read of apps) {
        assert.ok(path.isAbsolute(read.script));
        assert.ok(Number.isFinite(read.minUptimeMs) && Number.isFinite(read.maxRestarts));
        assert.ok(Object.values(read.env).every((value) => typeof value === 'string'));
      }
      for (const hint of hints) assert.ok(hint.line && hint.column);
      structuredClone({ apps, hints });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      assert.ok(error.message.endsWith('.'), error.message);
      // What the text itself has of that may be repeated.
      if (!UNFILLED.test(text)) assert.doesNotMatch(error.message, UNFILLED);
    }
  }

  it('reads it or says why not, for every JSON', async () => {
    const folder = writeFiles(makeFolder(), { 'a.js': '', 'lib/index.js': '' });
    await fc.assert(
      fc.asyncProperty(manifest, (json) => check(folder, JSON.stringify(json))),
      { numRuns: 400 },
    );
  });

  it('reads it or says why not, for every text', async () => {
    const folder = writeFiles(makeFolder(), { 'a.js': '' });
    const whole = JSON.stringify({ name: 'm', apps: [{ script: 'a.js', watch: true, env: { A: '1' } }] }, undefined, 2);
    const broken = fc
      .record({
        at: fc.nat(whole.length),
        cut: fc.nat(4),
        put: fc.oneof(fc.string(), fc.constantFrom('{', '"', ',', '//', '\\u', '1e999')),
      })
      .map(({ at, cut, put }) => whole.slice(0, at) + put + whole.slice(at + cut));
    await fc.assert(
      fc.asyncProperty(fc.oneof(broken, fc.string(), fc.json()), (text) => check(folder, text)),
      { numRuns: 400 },
    );
  });
});
