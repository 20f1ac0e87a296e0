import assert from 'node:assert/strict';
import { ParseGate, type ParseVerdict } from '../../../../src/core/watch/parseGate';

describe('ParseGate', () => {
  let gate: ParseGate;
  const check = (file: string, text: string): ParseVerdict => gate.check(file, Buffer.from(text));
  before(async () => {
    gate = new ParseGate();
    await gate.load();
  });

  const parsing: Record<string, string> = {
    'a.js': '#!/usr/bin/env node\nconst x = require("x"); if (x) return; module.exports = () => x?.y ?? 1;',
    'sloppy.js': 'with (a) { b = 010; }',
    'esm.js': 'import x, { y } from "x"; export default await x(y); console.log(import.meta.url);',
    'mixed.js': 'const a = require("a"); export const b = 1;',
    'attributes.mjs': 'import data from "./d.json" with { type: "json" }; export * as d from "e"; export { data };',
    'private.cjs': 'class A { static { this.#x = 1 } static #x; has(o) { return #x in o } }',
    'await.mjs': 'for await (const x of y) {} await using r = f(); using q = g();',
    'regexp.js': 'const r = /[\\p{L}--[a-z]]/v; export { r };',
    'view.jsx': 'export const View = () => <a href="x">{1}</a>;',
    'react.js': 'export default () => <><b /></>;',
    'flow.js': '// @flow\nexport function f(x: number): string { return `${x}`; }',
    'types.ts':
      'enum E { A } abstract class B<T> { constructor(private readonly x: T) {} } export type { C } from "c";',
    'cast.ts': 'const x = <number>y; let z = y satisfies string as any; function f(this: E, a?: number): a is 1;',
    'nest.ts':
      '@Injectable() export class A { constructor(@Inject(B) private b: B) {} @Get() get(@Param("x") x: string) {} }',
    'module.mts': 'export const a: number = await Promise.resolve(1);',
    'common.cts': 'import fs = require("fs"); export = fs;',
    'view.tsx': 'export const View = <T,>({ x }: { x: T }) => <p>{String(x)}</p>;',
    'empty.js': '',
    'bom.js': '\uFEFFmodule.exports = 1;',
  };
  for (const [file, text] of Object.entries(parsing)) {
    it(`lets ${file} through`, () => assert.equal(check(file, text), 'parses'));
  }

  const broken: Record<string, string> = {
    'a.js': 'function f( {',
    'half.js': 'module.exports = { a: 1,\n  b: ',
    'esm.mjs': 'import { a from "b"; export const c = 1;',
    'twice.js': 'const a = 1; const a = 2;',
    'string.cjs': 'const s = "abc',
    'dot.ts': 'export const x: number = y.;',
    'types.js': 'const x: number = 1;',
    'view.tsx': 'export const V = () => <a><b></a>;',
    'conflict.js': '<<<<<<< HEAD\nconst a = 1;\n=======\nconst a = 2;\n>>>>>>> x\n',
  };
  for (const [file, text] of Object.entries(broken)) {
    it(`holds ${file} back: ${text.slice(0, 24).replaceAll('\n', '⏎')}`, () =>
      assert.equal(check(file, text), 'broken'));
  }

  it('has nothing to say about other files', () => {
    assert.deepEqual(
      ['a.json', 'a.py', 'a.html', 'js', '.env'].map((file) => check(file, '{{{')),
      Array(5).fill('parses'),
    );
  });

  it('knows plain CommonJS before the parser is loaded, and asks for it otherwise', () => {
    const cold = new ParseGate();
    const verdicts = ['module.exports = 1;', 'export default 1;'].map((text) => cold.check('a.js', Buffer.from(text)));
    assert.deepEqual(verdicts, ['parses', 'loading']);
  });
});
