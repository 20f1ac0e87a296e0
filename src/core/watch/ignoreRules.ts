import { builtinReason } from './builtinIgnores';
import { compilePattern, isAtOrIn, patternBase, type PathMatcher } from './pathPatterns';

/** Why a changed path does not restart the module. */
export interface Ignored {
  /** A word or two for the log line. */
  readonly reason: string;
  /** Somebody asked for it: then it also holds for what the module has loaded. */
  readonly isExplicit: boolean;
}

/** Undefined: a change there counts. Paths are relative to the module's folder, with `/` between their parts. */
export type IgnoreRules = (relativePath: string, isDirectory: boolean) => Ignored | undefined;

export interface IgnoreOptions {
  /** Absolute path of the module's folder: patterns may name it. */
  readonly folder: string;
  /** `apps[].watch`: true is everything, a list is nothing but that. */
  readonly watch: boolean | readonly string[];
  /** `apps[].ignore_watch`. */
  readonly ignoreWatch: readonly string[];
  /** The setting. */
  readonly ignore: readonly string[];
}

/**
 * What never restarts a module. PM2's rules as users know them, with three differences: paths are matched relative to
 * the module's folder (PM2 matches absolute ones, so that a module below a dot-folder never restarts), PM2's defaults
 * stay when a module adds its own, and a pattern that begins with `!` makes an ignored file count.
 */
export function createIgnoreRules({ folder, watch, ignoreWatch, ignore }: IgnoreOptions): IgnoreRules {
  const compile = (patterns: readonly string[]): PathMatcher => {
    const matchers = patterns.map((pattern) => compilePattern(pattern, folder));
    return (candidate) => matchers.some((isMatch) => isMatch(candidate));
  };
  const positive = (patterns: readonly string[]): string[] => patterns.filter((pattern) => !pattern.startsWith('!'));
  const isWatched = compilePlaces(watch, folder);
  const isKept = compile(
    [...ignoreWatch, ...ignore].filter((entry) => entry.startsWith('!')).map((entry) => entry.slice(1)),
  );
  const isIgnoredByManifest = compile(positive(ignoreWatch));
  const isIgnoredBySetting = compile(positive(ignore));

  return (relativePath, isDirectory) => {
    if (relativePath === '') return undefined;
    const explicit = (reason: string): Ignored => ({ reason, isExplicit: true });
    const place = isWatched(relativePath, isDirectory);
    // The manifest itself counts whatever is watched: how else would a change of "watch" be seen?
    if (place === 'outside' && relativePath !== 'package.json') return explicit('not in "watch"');
    if (isKept(relativePath)) return undefined;
    if (isIgnoredByManifest(relativePath)) return explicit('"ignore_watch"');
    if (isIgnoredBySetting(relativePath)) return explicit('setting pm2Modules.watch.ignore');
    if (place === 'named') return undefined;
    const reason = builtinReason(relativePath, isDirectory);
    return reason === undefined ? undefined : { reason, isExplicit: false };
  };
}

/** `named`: an entry of `watch` means exactly this file; `above`: a folder on the way to one. */
type Place = 'named' | 'inside' | 'outside';

function compilePlaces(
  watch: boolean | readonly string[],
  folder: string,
): (relativePath: string, isDirectory: boolean) => Place {
  if (typeof watch === 'boolean') return () => 'inside';
  const places = watch.map((pattern) => ({
    base: patternBase(pattern, folder),
    isMatch: compilePattern(pattern, folder),
  }));
  return (relativePath, isDirectory) => {
    if (places.some(({ base }) => base === relativePath)) return 'named';
    const isInside = places.some(
      ({ base, isMatch }) =>
        isMatch(relativePath) || (isDirectory && (isAtOrIn(base, relativePath) || isBelow(relativePath, base))),
    );
    return isInside ? 'inside' : 'outside';
  };
}

function isBelow(relativePath: string, base: string): boolean {
  return base === '' || isAtOrIn(relativePath, base);
}
