import type * as ParserBundle from './parser';

/** What `dist/parser.js` exports. */
export type Parser = typeof ParserBundle;

/** Loads the bundle once for all that parse. */
export function loadParser(): Promise<Parser> {
  // The extension is the bundle's: in the sources it means parser.ts.
  return import('./parser.js');
}
