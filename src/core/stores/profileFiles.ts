import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from '../../base/errors';
import type { ProfileType } from './profiling';

/** Profiles of one module that are kept; the oldest go first. */
const MAX_PROFILES = 20;
/** Profiles show the module's source and may show its data. */
const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;
/** Length of `20261122-110736` in an ISO time without its punctuation, in characters. */
const STAMP_LENGTH = 15;

/** By these the editor knows with what to open a profile. */
const extensions: Readonly<Record<ProfileType, string>> = {
  cpuprofile: 'cpuprofile',
  heapprofile: 'heapprofile',
  heapdump: 'heapsnapshot',
};

/** Saves what modules profile, each module in a folder of its own. */
export class ProfileFiles {
  constructor(
    private readonly folder: string,
    private readonly module: string,
  ) {}

  /** Writes a profile under the name of the module and the time; returns the file's absolute path. */
  async save(type: string, data: string, at: number): Promise<string> {
    await mkdir(this.folder, { recursive: true, mode: FOLDER_MODE });
    const extension = isProfileType(type) ? extensions[type] : 'json';
    const file = await this.write(`${fileName(this.module)}-${stamp(at)}`, extension, data);
    await this.dropOldest();
    return file;
  }

  /** Two profiles of one second get different names. */
  private async write(name: string, extension: string, data: string): Promise<string> {
    for (let count = 1; ; count++) {
      const file = path.join(this.folder, `${name}${count > 1 ? `-${count}` : ''}.${extension}`);
      try {
        await writeFile(file, data, { mode: FILE_MODE, flag: 'wx' });
        return file;
      } catch (error) {
        if (errorCode(error) !== 'EEXIST') throw error;
      }
    }
  }

  private async dropOldest(): Promise<void> {
    const names = (await readdir(this.folder)).sort(byStamp);
    for (const name of names.slice(0, -MAX_PROFILES)) await rm(path.join(this.folder, name), { force: true });
  }
}

/** Names of packages, without what file systems or shells give a meaning. */
export function fileName(name: string): string {
  return name.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[-.]+/, '') || 'module';
}

/** `20261122-110736`, in local time. */
export function stamp(at: number): string {
  const local = new Date(at - new Date(at).getTimezoneOffset() * 60_000);
  return local.toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, STAMP_LENGTH);
}

function byStamp(one: string, other: string): number {
  return stampOf(one).localeCompare(stampOf(other));
}

function stampOf(name: string): string {
  return /\d{8}-\d{6}.*$/.exec(name)?.[0] ?? '';
}

function isProfileType(type: string): type is ProfileType {
  return type in extensions;
}
