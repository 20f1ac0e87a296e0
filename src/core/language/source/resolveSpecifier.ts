import path from 'node:path';

const ENDINGS = ['', '.js', '.ts', '.mjs', '.cjs', '.mts', '.cts', '.jsx', '.tsx'];

/** The file that a relative specifier means, among those that are there; undefined for packages and what is missing. */
export function resolveSpecifier(
  specifier: string,
  from: string,
  exists: (file: string) => boolean,
): string | undefined {
  if (!/^\.{1,2}(\/|$)/.test(specifier)) return undefined;
  const target = path.resolve(path.dirname(from), specifier);
  const bases = [target, path.join(target, 'index')];
  for (const base of bases) {
    for (const ending of ENDINGS) if (exists(base + ending)) return base + ending;
  }
  // In TypeScript `./a.js` means a.ts.
  const script = /\.([cm]?)js(x?)$/.exec(target);
  if (!script) return undefined;
  const stem = target.slice(0, -script[0].length);
  return [`${stem}.${script[1] ?? ''}ts${script[2] ?? ''}`, `${stem}.tsx`].find(exists);
}
