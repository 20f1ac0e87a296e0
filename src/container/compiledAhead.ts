import { readFileSync } from 'node:fs';
import { compileWholly } from './compileWholly';
import { compileAsNode, imitateCompile, type Compiled } from './compileImitation';
import { hasLoaderHooks } from './loaderHooks';
import { nodeLoader, type LoadingModule } from './nodeLoader';

/** Source code that is compiled ahead, in characters: what waits takes a multiple of it as memory. */
const MAX_CHARACTERS = 8 * 1024 * 1024;
/** Code that Node compiles with more than its text and name: for `import()` and for source maps. */
const NEEDS_MORE = /\bimport\b|\/[/*][#@]\s*sourceMappingURL/;

/**
 * Compiles libraries of the life before, where there is time for it, and runs none of them. The returned function is to be
 * called with each module that Node begins to load: it gets what was compiled, should Node read that very text. To the
 * module, and in stack traces, that looks like Node's own way; where it would not, nothing is done.
 */
export function compileAhead(files: Iterable<string>): (file: string, module: LoadingModule) => void {
  const compiled = hasLoaderHooks() ? new Map<string, Compiled>() : compileWholly(() => compileAll(files));
  const { wrap, prototype } = nodeLoader;
  const { _compile: nodeCompile } = prototype;
  const imitation = compiled.size > 0 ? imitateCompile(nodeCompile, take) : undefined;
  function take(file: string, content: string): Compiled | undefined {
    const known = compiled.get(file);
    compiled.delete(file);
    return known?.content === content ? known : undefined;
  }
  return (file, module) => {
    if (!imitation || !compiled.has(file)) return;
    // Who has changed how Node compiles wants to see each file.
    if (prototype._compile === nodeCompile && nodeLoader.wrap === wrap) module._compile = imitation;
  };
}

function compileAll(files: Iterable<string>): Map<string, Compiled> {
  const compiled = new Map<string, Compiled>();
  let left = MAX_CHARACTERS;
  for (const file of files) {
    const content = /\.c?js$/.test(file) ? read(file) : undefined;
    if (content === undefined || content.length > left || NEEDS_MORE.test(content)) continue;
    left -= content.length;
    const run = compile(content, file);
    if (run) compiled.set(file, { content, run });
  }
  return compiled;
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined; // Node says so, should the module still want it
  }
}

function compile(content: string, filename: string): Compiled['run'] | undefined {
  try {
    return compileAsNode(content, filename);
  } catch {
    return undefined; // likewise
  }
}
