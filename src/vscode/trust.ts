import { workspace } from 'vscode';
import { message } from '../base/message';
import { CommandError } from './commandError';

/** Nothing of a workspace runs before it is trusted: throws what says so, with the way to trust it. */
export function requireTrust(): void {
  if (workspace.isTrusted) return;
  throw new CommandError(message('Modules run code, and this workspace is not trusted yet.'), [
    { title: message('Manage Workspace Trust'), command: 'workbench.trust.manage' },
  ]);
}
