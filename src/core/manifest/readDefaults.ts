import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from '../../base/errors';
import { BrokenManifestError } from './brokenManifestError';
import { message } from '../../base/message';
import type { Manifest } from './manifest';
import { isJsonObject, parseManifest } from './manifestSource';

/** What of a manifest counts for a module's options. */
export type Defaults = Pick<Manifest, 'name' | 'config'>;

/** Reads a module's name and the defaults of its options, also where nothing could be started. Throws a `UserError`. */
export async function readDefaults(folder: string): Promise<Defaults> {
  const file = path.join(folder, 'package.json');
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const code = errorCode(error) ?? String(error);
    throw new BrokenManifestError(message('{0} cannot be read ({1}).', file, code), [], { cause: error });
  }
  const { name, config } = parseManifest(file, text).json;
  return {
    name: typeof name === 'string' && name.trim() !== '' ? name : path.basename(folder),
    config: isJsonObject(config) ? config : {},
  };
}
