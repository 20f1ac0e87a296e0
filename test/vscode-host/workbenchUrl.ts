import path from 'node:path';
import type { VscodeServer } from './server';

export interface WorkbenchOptions {
  /** Absolute path of a folder, or of a `.code-workspace` file; without one the window is empty. */
  readonly target?: string | undefined;
  readonly connectionToken?: string;
  /** Only servers with `isTestRun` obey the following three. */
  readonly extensionDevelopmentPaths?: readonly string[];
  readonly extensionTestsPath?: string;
  /** For the extension host. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** The address of a workbench. The page must be opened under exactly the server's host and port. */
export function workbenchUrl(server: Pick<VscodeServer, 'authority'>, options: WorkbenchOptions): string {
  const remote = (file: string): string => `vscode-remote://${server.authority}${path.resolve(file)}`;
  const payload: [string, string][] = [];
  for (const folder of options.extensionDevelopmentPaths ?? []) {
    payload.push(['extensionDevelopmentPath', remote(folder)]);
  }
  if (options.extensionTestsPath) payload.push(['extensionTestsPath', remote(options.extensionTestsPath)]);
  if (options.environment) payload.push(['extensionEnvironment', JSON.stringify(options.environment)]);
  const query = new URLSearchParams();
  if (options.connectionToken !== undefined) query.set('tkn', options.connectionToken);
  if (options.target === undefined) query.set('ew', 'true');
  else query.set(options.target.endsWith('.code-workspace') ? 'workspace' : 'folder', path.resolve(options.target));
  if (payload.length > 0) query.set('payload', JSON.stringify(payload));
  return `http://${server.authority}/?${query.toString()}`;
}
