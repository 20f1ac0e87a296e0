import { isRecord } from '../../../base/records';
import { clientVersions } from '../../manifest/isModulePackage';
import type { JsonObject } from '../../manifest/manifestSource';
import { escapeSnippet } from './snippets';

/**
 * A whole module as a snippet: the properties of a package.json that `present` does not have. pmx, because its
 * `initModule` hands over the module's own options under PM2 too.
 */
export function skeletonProperties(present: JsonObject): string[] {
  const library = `"pmx": ${JSON.stringify(clientVersions.pmx)}`;
  // PM2 finds out by this whether the module runs already.
  const name = typeof present.name === 'string' ? escapeSnippet(JSON.stringify(present.name)) : '"${1:my-module}"';
  const properties: Readonly<Record<string, string>> = {
    name: '"${1:my-module}"',
    version: '"${2:1.0.0}"',
    description: '"${3:What it watches or does}"',
    apps: `[\n\t{\n\t\t"script": "\${4:index.js}",\n\t\t"name": ${name},\n\t\t"max_memory_restart": "\${5:200M}"\n\t}\n]`,
    config: '{\n\t"${6:interval}": ${7:60}\n}',
    dependencies: `{\n\t${escapeSnippet(library)}\n}`,
  };
  return Object.entries(properties)
    .filter(([name]) => !Object.hasOwn(present, name))
    .map(([name, value]) => `${JSON.stringify(name)}: ${value}`);
}

/** Whether the text has so little that a whole module is what may be wanted. */
export function lacksModule(json: JsonObject): boolean {
  return !isRecord(json.apps) && !Array.isArray(json.apps) && !isRecord(json.pm2) && !Array.isArray(json.pm2);
}
