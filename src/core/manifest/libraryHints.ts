import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { message } from '../../base/message';
import { isRecord } from '../../base/records';
import { clientLibraries, dependsOn } from './isModulePackage';
import type { AppOptions } from './manifest';
import { isJsonObject, type ManifestSource } from './manifestSource';

/**
 * Hints about client libraries that, under PM2, do not find the module's own options: they read the package.json beside the
 * main module, and that is PM2's own wherever PM2's code runs first.
 */
export function hintAtLibraries(source: ManifestSource, name: string, app: AppOptions): void {
  hintAtBeta(source);
  const { config } = source.json;
  if (typeof config !== 'object' || config === null || Object.keys(config).length === 0) return;
  if (!clientLibraries.some((library) => dependsOn(source.json, library))) {
    source.hint(
      'no-library',
      ['config'],
      message(
        'Nothing in "dependencies" reads "config": that is what "initModule" of pmx does. Add pmx, or read what was set from process.env["{0}"] and the defaults from package.json.',
        name,
      ),
    );
  }
  if (!app.preload) return;
  const library = ['pmx', '@pm2/io'].find((candidate) => dependsOn(source.json, candidate));
  if (library === undefined) return;
  if (isEsModule(source, app.script)) {
    source.hint(
      'esm-configuration',
      placeOf(source, library),
      message(
        'Under PM2, "initModule" of {0} gives an ES module none of its "config", but name and version of PM2. Here it gives its own. Start from a CommonJS file (.cjs), or read process.env["{1}"], to have its options there too.',
        library,
        name,
      ),
    );
  } else if (library === '@pm2/io') {
    source.hint(
      'io-configuration',
      placeOf(source, library),
      message(
        'Under PM2, "initModule" of @pm2/io gives none of the module\'s "config", but name and version of PM2. Here it gives its own. Add "pmx": false to "apps", or read process.env["{0}"], to have its options there too.',
        name,
      ),
    );
  }
}

/** PM2's own template of a module still asks for it. */
function hintAtBeta(source: ManifestSource): void {
  if (!dependsOn(source.json, 'pmx')) return;
  const [group = '', library = ''] = placeOf(source, 'pmx');
  const listed = source.json[group];
  if (!isJsonObject(listed) || listed[library] !== 'beta') return;
  source.hint(
    'pmx-beta',
    [group, library],
    message('npm has no "beta" of pmx any more, so "npm install" fails. Ask for "^1.6.8".'),
    { part: 'value', instead: '^1.6.8' },
  );
}

/** A hint about a client library that the start file loads, and that nobody who installs the module gets. */
export async function hintAtUndeclaredLibrary(source: ManifestSource, script: string): Promise<void> {
  const used = await loadedBy(script);
  const undeclared = clientLibraries.filter((library) => used.has(library) && !dependsOn(source.json, library));
  for (const library of undeclared) {
    source.hint(
      'library-undeclared',
      ['dependencies', library],
      isRecord(source.json.devDependencies) && Object.hasOwn(source.json.devDependencies, library)
        ? message(
            'The start file loads {0}, which stands in "devDependencies": who installs the module does not get it. Move it to "dependencies".',
            library,
          )
        : message(
            'The start file loads {0}, which is not in "dependencies": the module would stop with "Cannot find module". Add it.',
            library,
          ),
    );
  }
}

/** Names of packages that a file loads in so many words. None when it cannot be read, or is too large to be a source. */
async function loadedBy(file: string): Promise<ReadonlySet<string>> {
  try {
    if ((await stat(file)).size > MAX_SOURCE_BYTES) return new Set();
    const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => !COMMENT.test(line));
    return new Set(lines.flatMap((line) => [...line.matchAll(LOADS)].map(([, name = '']) => name)));
  } catch {
    return new Set();
  }
}

const COMMENT = /^\s*(?:\/\/|\*)/;

/** `require('x')`, `import('x')`, `import 'x'`, `… from 'x'`. */
const LOADS = /(?:\b(?:require|import)\s*\(\s*|\bfrom\s+|\bimport\s+)["']([^"']+)["']/g;

/** A start file larger than this was built, and may have its libraries in it. */
const MAX_SOURCE_BYTES = 262_144;

function placeOf({ json }: ManifestSource, library: string): string[] {
  const groups = ['dependencies', 'optionalDependencies', 'peerDependencies'];
  const group = groups.find((candidate) => {
    const listed = json[candidate];
    return typeof listed === 'object' && listed !== null && Object.hasOwn(listed, library);
  });
  return [group ?? 'dependencies', library];
}

function isEsModule({ json }: ManifestSource, script: string): boolean {
  const extension = path.extname(script).toLowerCase();
  if (extension === '.mjs' || extension === '.mts') return true;
  return json.type === 'module' && extension !== '.cjs' && extension !== '.cts';
}
