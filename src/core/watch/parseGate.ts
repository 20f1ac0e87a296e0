import { compileFunction } from 'node:vm';
import type { ParserOptions } from '@babel/parser';
import { codePattern } from './builtinIgnores';
import type * as ParserBundle from './parser';

/** `loading`: ask again when {@link ParseGate.load} has resolved. */
export type ParseVerdict = 'parses' | 'broken' | 'loading';

type Parser = typeof ParserBundle;

/** What Node wraps around a CommonJS file. */
const COMMONJS_PARAMETERS = ['exports', 'require', 'module', '__filename', '__dirname'];

const lenient: ParserOptions = {
  sourceType: 'unambiguous',
  allowReturnOutsideFunction: true,
  allowAwaitOutsideFunction: true,
  allowImportExportEverywhere: true,
  allowNewTargetOutsideFunction: true,
  allowSuperOutsideMethod: true,
  allowUndeclaredExports: true,
  attachComment: false,
};

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
    // The extension is the bundle's: in the sources it means parser.ts.
    this.loading ??= import('./parser.js').then((parser) => {
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
    parse(text, { ...lenient, plugins: pluginsFor(file, text) });
    return true;
  } catch {
    return false;
  }
}

function pluginsFor(file: string, text: string): NonNullable<ParserOptions['plugins']> {
  const proposals: NonNullable<ParserOptions['plugins']> = [
    ...(['explicitResourceManagement', 'deferredImportEvaluation', 'sourcePhaseImports'] as const),
    ...(['decoratorAutoAccessors', 'exportDefaultFrom', 'throwExpressions', 'regexpUnicodeSets'] as const),
  ];
  if (/\.[cm]?ts$/i.test(file)) return [...proposals, 'typescript', 'decorators-legacy'];
  if (/\.tsx$/i.test(file)) return [...proposals, 'typescript', 'jsx', 'decorators-legacy'];
  if (text.includes('@flow')) return [...proposals, 'flow', 'jsx', 'decorators'];
  return [...proposals, 'jsx', 'decorators'];
}
