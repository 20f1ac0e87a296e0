import { workspace, type TextDocument } from 'vscode';
import { MutableDisposable, toDisposable, type Disposable } from '../../base/disposable';
import { toError } from '../../base/errors';
import type { ManifestLanguageHost } from './manifest/manifestLanguage';
import { isCode, isManifest } from './source/moduleScope';

/** Loads the language features with the first document that they may have something to say about. */
export function loadLanguage(host: ManifestLanguageHost): Disposable {
  const features = new MutableDisposable<Disposable>();
  const opening = new MutableDisposable<Disposable>();
  let isDisposed = false;
  const load = async (): Promise<void> => {
    opening.dispose();
    // The extension is the bundle's: in the sources it means language.ts.
    const { languageFeatures } = await import('./language.js');
    if (!isDisposed) features.value = languageFeatures(host);
  };
  const look = (document: TextDocument): boolean => {
    if (!isCode(document) && !isManifest(document.uri)) return false;
    load().catch((error: unknown) => host.log.error(toError(error)));
    return true;
  };
  if (!workspace.textDocuments.some(look)) opening.value = workspace.onDidOpenTextDocument(look);
  return toDisposable(() => {
    isDisposed = true;
    opening.dispose();
    features.dispose();
  });
}
