import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Writes a module of a few lines and returns its folder: `files` by relative path, `manifest` over a minimal package.json. */
export function writeModule(
  parent: string,
  name: string,
  files: Readonly<Record<string, string>>,
  manifest: Readonly<Record<string, unknown>> = {},
): string {
  const folder = path.join(parent, name);
  mkdirSync(folder, { recursive: true });
  const json = { name, version: '1.0.0', main: 'index.js', apps: undefined, ...manifest };
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(json, null, 2));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
  return folder;
}
