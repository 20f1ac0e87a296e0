import { isRecord } from '../../base/records';

/** The libraries by which a process speaks to PM2. */
const CLIENT_LIBRARIES = ['pmx', '@pm2/io', 'tx2'];

/** Whether a parsed package.json is a module's: it says what PM2 is to start, or it depends on a library that speaks to PM2. */
export function isModulePackage(json: unknown): boolean {
  if (!isRecord(json)) return false;
  const hasApps = [json.apps, json.pm2].some((apps) => Array.isArray(apps) || isRecord(apps));
  return hasApps || CLIENT_LIBRARIES.some((name) => dependsOn(json, name));
}

/** Whether a package needs that other one to run; what it needs only to be built or tested does not count. */
export function dependsOn(json: Readonly<Record<string, unknown>>, name: string): boolean {
  return [json.dependencies, json.optionalDependencies, json.peerDependencies].some(
    (group) => isRecord(group) && Object.hasOwn(group, name),
  );
}
