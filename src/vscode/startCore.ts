import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { Uri, type ExtensionContext } from 'vscode';
import type { CoreStart } from '../shared/coreApi';
import type { CoreWorker } from './coreClient';
import { coreLimits } from './coreLimits';
import { coreSettings } from './settings';

/** Starts the worker thread in which the modules are run. */
export function startCore({ extensionUri, globalStorageUri }: ExtensionContext): CoreWorker {
  const bundles = Uri.joinPath(extensionUri, 'dist').fsPath;
  const start: CoreStart = {
    storage: globalStorageUri.fsPath,
    bundles,
    environment: ownEnvironment(),
    helperNode: { execPath: process.execPath, env: { ELECTRON_RUN_AS_NODE: '1' } },
    settings: coreSettings(process.env),
  };
  return new Worker(join(bundles, 'core.js'), { workerData: start, name: 'pm2-modules', resourceLimits: coreLimits });
}

function ownEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
