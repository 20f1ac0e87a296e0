import path from 'node:path';
import { message } from '../../base/message';
import { dependsOn } from './isModulePackage';
import type { AppOptions } from './manifest';
import { isJsonObject, type ManifestSource } from './manifestSource';

/**
 * Hints about client libraries that, under PM2, do not find the module's own options: they read the package.json beside the
 * main module, and that is PM2's own wherever PM2's code runs first.
 */
export function hintAtLibraries(source: ManifestSource, name: string, app: AppOptions): void {
  hintAtBeta(source);
  if (!app.preload) return;
  const { config } = source.json;
  if (typeof config !== 'object' || config === null || Object.keys(config).length === 0) return;
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
  );
}

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
