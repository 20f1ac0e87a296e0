import { statfsSync } from 'node:fs';

/**
 * Linux's numbers (statfs(2)) of file systems that do not tell about changes that were made on their other side: v9fs
 * (WSL, virtual machines), NFS, SMB and CIFS, FUSE (bind mounts of Docker Desktop, sshfs), VirtualBox folders. They mean
 * nothing elsewhere, where file systems are numbered from 1.
 */
const BLIND = new Set([0x01021997, 0x6969, 0x517b, 0xfe534d42, 0xff534d42, 0x65735546, 0x786f4256]);

/** Whether changes of files there may go unreported. */
export function isBlindFileSystem(folder: string): boolean {
  try {
    return BLIND.has(statfsSync(folder).type >>> 0);
  } catch {
    return false; // not there, or not known: watching will tell
  }
}
