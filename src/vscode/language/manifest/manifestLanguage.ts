import type { LogOutputChannel } from 'vscode';
import { DisposableStore, type Disposable } from '../../../base/disposable';
import type { Configurations } from '../../configurations';
import type { CoreClient } from '../../coreClient';
import type { Mirror } from '../../mirror';
import { createAsk } from './ask';
import { manifestCodeActions } from './codeActions';
import { manifestCodeLenses } from './codeLenses';
import { manifestCompletion } from './completion';
import { manifestDiagnostics } from './diagnostics';
import { manifestHover } from './hover';
import { manifestInlayHints } from './inlayHints';
import { ModuleManifests } from './moduleManifests';

export interface ManifestLanguageHost {
  readonly core: CoreClient;
  readonly mirror: Mirror;
  readonly configurations: Configurations;
  readonly log: LogOutputChannel;
}

/**
 * What the editor knows about a module's package.json while it is typed. Nothing is asked before such a file is open, and
 * nothing of the module runs, so it works in a workspace that is not trusted.
 */
export function manifestLanguage({ core, mirror, configurations, log }: ManifestLanguageHost): Disposable {
  const ask = createAsk(core, (error) => log.error(error instanceof Error ? error : String(error)));
  const disposables = new DisposableStore();
  const manifests = disposables.add(new ModuleManifests(mirror, configurations));
  disposables.add(manifestCompletion(ask));
  disposables.add(manifestHover(ask, manifests));
  disposables.add(manifestDiagnostics(ask, manifests));
  disposables.add(manifestCodeActions(ask, manifests));
  disposables.add(manifestCodeLenses(ask, manifests));
  disposables.add(manifestInlayHints(ask, manifests));
  return disposables;
}
