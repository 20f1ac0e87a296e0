import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../support/projectRoot';

/** Installs the extension as it lies here, built but not packed, into an extensions folder that is made for it. */
export function linkExtension(extensionsFolder: string): void {
  const manifest = JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8')) as Record<string, unknown>;
  const name = `${String(manifest.publisher)}.${String(manifest.name)}-${String(manifest.version)}`;
  mkdirSync(extensionsFolder, { recursive: true });
  symlinkSync(projectRoot, path.join(extensionsFolder, name), 'junction');
}
