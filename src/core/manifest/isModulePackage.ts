import { isRecord } from '../../base/records';

/** The libraries by which a process speaks to PM2, with the versions that a new module takes. */
export const clientVersions: Readonly<Record<string, string>> = {
  pmx: '^1.6.8',
  '@pm2/io': '^6.1.0',
  tx2: '^1.0.5',
};

/** Names of those libraries. */
export const clientLibraries: readonly string[] = Object.keys(clientVersions);

/** Whether a parsed package.json is a module's: it says what PM2 is to start, or it depends on a library that speaks to PM2. */
export function isModulePackage(json: unknown): boolean {
  if (!isRecord(json)) return false;
  const hasApps = [json.apps, json.pm2].some((apps) => Array.isArray(apps) || isRecord(apps));
  return hasApps || clientLibraries.some((name) => dependsOn(json, name));
}

/** Whether a package needs that other one to run; what it needs only to be built or tested does not count. */
export function dependsOn(json: Readonly<Record<string, unknown>>, name: string): boolean {
  return [json.dependencies, json.optionalDependencies, json.peerDependencies].some(
    (group) => isRecord(group) && Object.hasOwn(group, name),
  );
}
