import { basename, dirname, join } from 'node:path';
import { Uri, workspace } from 'vscode';
import { message } from '../base/message';
import { isRecord } from '../base/records';
import { isModulePackage } from '../core/manifest/isModulePackage';
import { CommandError } from './commandError';
import { UserError } from '../base/errors';

/** A folder of the workspace that holds a package.json. */
export interface PackageFolder {
  readonly uri: Uri;
  /** The package's name, or the folder's. */
  readonly name: string;
  /** PM2 could install it: it says so, or uses a library that talks to PM2. */
  readonly isModule: boolean;
}

/** The folders of the workspace, local ones only, that hold a package.json. */
export async function packageFolders(): Promise<readonly PackageFolder[]> {
  const folders = (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  const found = await Promise.all(folders.map(({ uri }) => readPackage(uri)));
  return found.filter((folder) => folder !== undefined);
}

/** The folder that a file or folder given to a command stands for. Modules run on this machine, so it must be a local one. */
export function folderOf(uri: Uri): string {
  if (uri.scheme !== 'file') {
    throw new UserError(
      message('{0} is not a folder of this machine ("{1}"), and modules run here.', uri.path, uri.scheme),
    );
  }
  return basename(uri.fsPath) === 'package.json' ? dirname(uri.fsPath) : uri.fsPath;
}

/** Says that no folder is open, or that none of the open ones is on this machine. */
export function noFolderError(): UserError {
  const [first] = workspace.workspaceFolders ?? [];
  if (first) {
    return new UserError(
      message('{0} is not a folder of this machine ("{1}"), and modules run here.', first.name, first.uri.scheme),
    );
  }
  return new CommandError(message('No folder is open, so there is no module to install.'), [
    { title: message('Open Folder…'), command: 'workbench.action.files.openFolder' },
  ]);
}

async function readPackage(uri: Uri): Promise<PackageFolder | undefined> {
  const name = basename(uri.fsPath);
  let text: string;
  try {
    text = new TextDecoder().decode(await workspace.fs.readFile(Uri.file(join(uri.fsPath, 'package.json'))));
  } catch {
    return undefined; // no package.json, or none that can be read
  }
  const manifest = parse(text);
  return { uri, name: typeof manifest.name === 'string' ? manifest.name : name, isModule: isModulePackage(manifest) };
}

/** A package.json that cannot be parsed counts as one that says nothing: installing it says what is wrong with it. */
function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}
