import path from 'node:path';
import picomatch from 'picomatch';

/** Tells whether a pattern means a path, which is relative to the module's folder and has `/` between its parts. */
export type PathMatcher = (relativePath: string) => boolean;

/**
 * Makes a matcher of one entry of `watch`, `ignore_watch` or the ignore setting. As with PM2, a name or path means that
 * file or everything in that folder, and counts from the module's folder. Unlike PM2, a glob without a slash is looked
 * for in every folder. What looks like a regular expression, as in PM2's own documentation, is taken as one; what is
 * neither matches nothing.
 */
export function compilePattern(pattern: string, folder: string): PathMatcher {
  if (looksLikeRegExp(pattern, folder)) return compileRegExp(pattern);
  const relative = relativePattern(pattern, folder);
  if (relative === undefined) return () => false;
  if (relative === '') return () => true;
  if (!picomatch.scan(relative).isGlob) return (candidate) => isAtOrIn(candidate, relative);
  const options = { dot: true, basename: !relative.includes('/') };
  const isMatch = tolerant(() => picomatch(relative, options));
  const isInside = tolerant(() => picomatch(`${relative}/**`, options));
  return (candidate) => isMatch(candidate) || isInside(candidate);
}

/** The folder below which everything lies that the pattern can match, relative to the module's folder; empty: that folder. */
export function patternBase(pattern: string, folder: string): string {
  if (looksLikeRegExp(pattern, folder)) return '';
  const relative = relativePattern(pattern, folder) ?? '';
  const { base, isGlob } = picomatch.scan(relative);
  if (!isGlob) return relative;
  return relative.includes('/') ? base : '';
}

/** Whether `candidate` is `place`, or lies in it. */
export function isAtOrIn(candidate: string, place: string): boolean {
  return candidate === place || candidate.startsWith(`${place}/`);
}

/** A path with `/` between its parts, on every system. */
export function toPosix(file: string): string {
  return path.sep === '/' ? file : file.replaceAll(path.sep, '/');
}

/** Undefined for what lies outside of the folder. */
function relativePattern(pattern: string, folder: string): string | undefined {
  const place = toPosix(folder);
  const posix = pattern.trim();
  const inFolder = isAtOrIn(posix, place) ? posix.slice(place.length) : posix;
  const relative = inFolder.replace(/^(?:\.?\/)+/, '').replace(/\/+$/, '');
  if (relative === '..' || relative.startsWith('../')) return undefined;
  return relative === '.' ? '' : relative;
}

/** A glob has no use for these: an escape, an anchor, a group with a question mark; nor a path for a literal's slashes. */
function looksLikeRegExp(pattern: string, folder: string): boolean {
  if (isAtOrIn(pattern, toPosix(folder))) return false;
  return /\\|^\^|\$$|\(\?[:=!<]|^\/.*[\^$|+?()[\]].*\/[dgimsuvy]*$/.test(pattern);
}

function compileRegExp(pattern: string): PathMatcher {
  const [, body = pattern, flags = ''] = /^\/(.+)\/([a-z]*)$/.exec(pattern) ?? [];
  const asPath = pattern.replaceAll(/\\+/g, '/').replace(/^\.?\/+/, '');
  const isPath = (candidate: string): boolean => isAtOrIn(candidate, asPath);
  const expression = tolerantRegExp(body, flags.replaceAll(/[gy]/g, ''));
  // PM2 tests the absolute path: an expression may begin with the separator before the first name.
  return (candidate) => isPath(candidate) || (expression?.test(`/${candidate}`) ?? false);
}

function tolerantRegExp(body: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(body, flags);
  } catch {
    return undefined; // a Windows path, or a slip: it matches nothing
  }
}

function tolerant(compile: () => PathMatcher): PathMatcher {
  try {
    return compile();
  } catch {
    return () => false; // picomatch limits the length of patterns
  }
}
