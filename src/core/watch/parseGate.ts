import { compileFunction } from 'node:vm';
import { loadParser, type Parser } from '../parser/loadParser';
import { lenientSyntax, pluginsFor } from '../parser/syntax';
import { codePattern } from './builtinIgnores';

/** `loading`: ask again when {@link ParseGate.load} has resolved. */
export type ParseVerdict = 'parses' | 'broken' | 'loading';

/** What Node wraps around a CommonJS file. */
const COMMONJS_PARAMETERS = ['exports', 'require', 'module', '__filename', '__dirname'];

/** Tells code that is only half typed from code that could run. What is no JavaScript or TypeScript always passes. */
export class ParseGate {
  private parser: Parser | undefined;
  private loading: Promise<void> | undefined;

  check(file: string, content: Buffer): ParseVerdict {
    if (!codePattern.test(file)) return 'parses';
    const text = content.toString('utf8');
    if (/\.c?js$/i.test(file) && isCommonJs(text)) return 'parses';
    if (!this.parser) return 'loading';
    return parses(this.parser, file, text) ? 'parses' : 'broken';
  }

  /** Loads the parser, and runs it once: its first run takes many times as long as the ones after it. */
  load(): Promise<void> {
    this.loading ??= loadParser().then((parser) => {
      parses(parser, 'warm.ts', 'export const warm = async (up: string): Promise<number> => [...up].length;');
      this.parser = parser;
    });
    return this.loading;
  }
}

/** The engine's own compiler answers in a fraction of the time, but knows neither modules nor types. */
function isCommonJs(text: string): boolean {
  try {
    compileFunction(text, COMMONJS_PARAMETERS);
    return true;
  } catch {
    return false;
  }
}

function parses({ parse }: Parser, file: string, text: string): boolean {
  try {
    parse(text, { ...lenientSyntax, plugins: pluginsFor(file, text) });
    return true;
  } catch {
    return false;
  }
}
