import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  changesBetween,
  editedText,
  removal,
  valueAt,
  type ConfEdit,
} from '../../../../src/core/configuration/confText';
import { splitKey } from '../../../../src/core/configuration/optionKey';
import type { Json } from '../../../../src/shared/probe';
import { projectRoot } from '../../../support/projectRoot';

type Tree = Record<string, Json>;

const pm2Text = (value: unknown): string => JSON.stringify(value, undefined, 4);
const set = (text: string, at: readonly string[], value: Json): string => editedText(text, [{ path: at, value }]);
const unset = (text: string, at: readonly string[]): string =>
  editedText(text, [removal(JSON.parse(text) as Tree, at)]);

describe('a change of module_conf.json', () => {
  it('is written as PM2 writes it: four spaces, no line end', () => {
    assert.equal(set('{}', ['m', 'days'], '2'), '{\n    "m": {\n        "days": "2"\n    }\n}');
    assert.equal(set('{}', ['m', 'a', 'b', 'c'], 'v'), pm2Text({ m: { a: { b: { c: 'v' } } } }));
  });

  it('leaves everything else as it is: order, foreign keys, numbers, how they are written', () => {
    const text = '{"z": {"1": 12345678901234567890, "0": [ ]},\t"m": {"b": "1" , "a": "2"},\r\n  "module-db-v2": {}}';
    const edited = set(text, ['m', 'b'], '9');
    assert.equal(edited, text.replace('"b": "1"', '"b": "9"'));
  });

  it('replaces what is no object on its way, as PM2 does', () => {
    assert.equal(set(pm2Text({ m: 'text' }), ['m', 'a'], '1'), pm2Text({ m: { a: '1' } }));
    assert.equal(set(pm2Text({ m: { a: '1' } }), ['m', 'a', 'b'], '2'), pm2Text({ m: { a: { b: '2' } } }));
  });

  it('changes and adds items of a list, and nothing else in one', () => {
    const text = pm2Text({ m: { list: ['a', 'b'] } });
    assert.deepEqual(JSON.parse(set(text, ['m', 'list', '1'], 'x')), { m: { list: ['a', 'x'] } });
    assert.deepEqual(JSON.parse(set(text, ['m', 'list', '2'], 'x')), { m: { list: ['a', 'b', 'x'] } });
    assert.throws(() => set(text, ['m', 'list', 'name'], 'x'), /in a list: set the list as a whole/);
    assert.throws(() => set(text, ['m', 'list', '3'], 'x'), /in a list/);
  });

  it('takes out the only option and leaves the section: without one PM2 keeps the old options', () => {
    assert.equal(unset(pm2Text({ m: { a: '1' }, x: 1 }), ['m', 'a']), pm2Text({ m: {}, x: 1 }));
  });

  it('takes out what is left empty within a module, which would hide a whole default', () => {
    assert.equal(unset(pm2Text({ m: { n: { a: '1' }, b: '2' } }), ['m', 'n', 'a']), pm2Text({ m: { b: '2' } }));
    assert.equal(unset(pm2Text({ m: { n: { a: { b: '1' } } } }), ['m', 'n', 'a', 'b']), pm2Text({ m: {} }));
  });

  it('mends a key that stands there twice, by which JSON means the last', () => {
    const text = '{"m": {"a": "1", "a": "2"}}';
    assert.deepEqual(JSON.parse(set(text, ['m', 'a'], '3')), { m: { a: '3' } });
    assert.deepEqual(JSON.parse(unset(text, ['m', 'a'])), { m: {} });
  });

  it('takes away a byte order mark, which PM2 cannot read', () => {
    assert.equal(set('\uFEFF{}', ['m', 'a'], '1'), pm2Text({ m: { a: '1' } }));
  });

  it('that changes nothing leaves the text as it is', () => {
    const text = '{ "m" : {"a":"1"} }';
    assert.equal(set(text, ['m', 'a'], '1'), text);
    assert.equal(unset(text, ['m', 'b']), text);
  });

  it('does what PM2 7.0.4 was seen to do, but where its keys go astray', () => {
    const file = path.join(projectRoot, 'test/fixtures/recordings/pm2-7.0.4-module-conf-set-unset.json');
    const steps = JSON.parse(readFileSync(file, 'utf8')) as Record<'cmd' | 'before' | 'after', string>[];
    const compared = steps.filter(({ cmd }) => !/dot\.key|quo|unset all|set mod-pmx$/.test(cmd));
    for (const { cmd, before, after } of compared) {
      const [, verb, key = '', value = ''] = /^pm2 (set|config|unset) (\S+) ?(.*)$/.exec(cmd) ?? [];
      const at = splitKey(key);
      assert.equal(verb === 'unset' ? unset(before, at) : set(before, at, value), after, cmd);
    }
    assert.equal(compared.length, 16);
  });
});

/** Names that are awkward in JSON, in keys, and in JavaScript objects. */
const name = fc.oneof(
  fc.constantFrom('m', 'a', 'b', 'toString', '0', '10', 'a.b', 'a:b', 'é"\\', 'module-db-v2', ''),
  fc.string({ maxLength: 4 }).filter((text) => text !== '__proto__'),
);
const leaf: fc.Arbitrary<Json> = fc.oneof(fc.string({ maxLength: 6 }), fc.integer(), fc.boolean(), fc.constant(null));
const tree = fc.letrec<{ node: Json; object: Tree }>((tie) => ({
  node: fc.oneof({ depthSize: 'small' }, leaf, fc.array(leaf, { maxLength: 3 }), tie('object')),
  object: fc.dictionary(name, tie('node'), { maxKeys: 4, noNullPrototype: true }),
})).object;
const at = fc.array(name, { minLength: 1, maxLength: 4 });

/** PM2's `set` and `unset` of an object, in the plainest words. */
function model(sections: Tree, { path: [part = '', ...rest], value }: ConfEdit): Tree {
  const copy = new Map(Object.entries(sections));
  if (rest.length > 0) {
    const inner = copy.get(part);
    const isObject = typeof inner === 'object' && inner !== null && !Array.isArray(inner);
    if (!isObject && value === undefined) return sections;
    copy.set(part, model(isObject ? (inner as Tree) : {}, { path: rest, value }));
  } else if (value === undefined) copy.delete(part);
  else copy.set(part, value);
  return Object.fromEntries(copy);
}

function goesThroughList(sections: Tree, keys: readonly string[]): boolean {
  return keys.some((_key, index) => Array.isArray(valueAt(sections, keys.slice(0, index))));
}

describe('any change of module_conf.json', () => {
  it('does what the model does, and can be read again', () => {
    const edit = fc.record({ path: at, value: fc.option(leaf, { nil: undefined }) });
    fc.assert(
      fc.property(tree, fc.array(edit, { minLength: 1, maxLength: 4 }), (sections, edits) => {
        let text = pm2Text(sections);
        let expected = sections;
        for (const each of edits) {
          if (goesThroughList(expected, each.path)) continue;
          text = editedText(text, [each]);
          expected = model(expected, each);
          const value = valueAt(JSON.parse(text), each.path);
          assert.deepEqual(value, each.value);
        }
        assert.deepEqual(JSON.parse(text), expected);
        assert.deepEqual(Object.keys(JSON.parse(text) as Tree), Object.keys(expected));
      }),
      { numRuns: 300 },
    );
  });

  it('leaves a file in PM2’s form in PM2’s form', () => {
    fc.assert(
      fc.property(tree, at, leaf, (sections, keys, value) => {
        if (goesThroughList(sections, keys)) return;
        const text = set(pm2Text(sections), keys, value);
        // Numbers as names come first in every object, wherever they stand in the text.
        const isOrdered = !/"(0|[1-9]\d*)":/.test(text);
        if (isOrdered) assert.equal(text, pm2Text(JSON.parse(text)));
      }),
      { numRuns: 300 },
    );
  });

  it('is found by comparing before and after', () => {
    fc.assert(
      fc.property(tree, tree, (before, after) => {
        const changes = changesBetween(before, after);
        const made = changes.reduce<Tree>(
          (sections, edit) => (edit.path.length === 0 ? after : model(sections, edit)),
          before,
        );
        assert.deepEqual(made, after);
      }),
    );
  });
});
