import path from 'node:path';
import semver from 'semver';
import { UserError, type Remedy } from '../../base/errors';
import { message } from '../../base/message';
import type { AppOptions } from '../manifest/manifest';

/** What the container is written for. */
const OLDEST_NODE = '14.0.0';

/** Nodes that run TypeScript by stripping its types: by themselves, and when a flag says so. */
const STRIPS_TYPES = '>=22.18.0 <23.0.0 || >=23.6.0';
const STRIPS_TYPES_BY_FLAG = '>=22.6.0';
const STRIP_TYPES_FLAG = '--experimental-strip-types';

/** Arguments of Node that put something before the start file which may well load TypeScript. */
const LOADERS = /^(-r|--require|--import|--loader|--experimental-loader|--experimental-(strip|transform)-types)\b/;

/**
 * Whether a Node can run an app's start file: the arguments that it needs for it. Throws a UserError with the given
 * remedies when it is too old.
 */
export function checkNode(
  app: Pick<AppOptions, 'script' | 'interpreterArgs' | 'env'>,
  version: string,
  remedies: readonly Remedy[],
): string[] {
  if (isOneOf(version, `<${OLDEST_NODE}`)) {
    throw new UserError(
      message(
        'Node {0} is too old: modules run on Node 14 and newer. Set pm2Modules.nodePath to a newer one.',
        version,
      ),
      remedies,
    );
  }
  const extension = path.extname(app.script).toLowerCase();
  if (!['.ts', '.mts', '.cts', '.tsx', '.jsx'].includes(extension) || hasLoader(app)) return [];
  const name = path.basename(app.script);
  if (extension.endsWith('x')) {
    const text = message(
      'Node does not run "{0}". Build it to JavaScript, or name an "interpreter", such as "./node_modules/.bin/tsx".',
      name,
    );
    throw new UserError(text, remedies);
  }
  if (isOneOf(version, STRIPS_TYPES)) return [];
  if (isOneOf(version, STRIPS_TYPES_BY_FLAG)) return [STRIP_TYPES_FLAG];
  throw new UserError(
    message(
      '"{0}" is TypeScript, which Node runs from 22.18 on; this is Node {1}. Set pm2Modules.nodePath to a newer one, or build to JavaScript.',
      name,
      version,
    ),
    remedies,
  );
}

function hasLoader({ interpreterArgs, env }: Pick<AppOptions, 'interpreterArgs' | 'env'>): boolean {
  return [...interpreterArgs, ...(env.NODE_OPTIONS ?? '').split(/\s+/)].some((argument) => LOADERS.test(argument));
}

function isOneOf(version: string, range: string): boolean {
  return semver.satisfies(version, range, { includePrerelease: true });
}
