import { DisposableStore, type Disposable } from '../../base/disposable';
import { manifestLanguage, type ManifestLanguageHost } from './manifest/manifestLanguage';
import { sourceLanguage } from './source/sourceLanguage';

/** A bundle of its own (`dist/language.js`): what the editor offers in a module's package.json and in its code. */
export function languageFeatures(host: ManifestLanguageHost): Disposable {
  const { core, log } = host;
  const features = new DisposableStore();
  features.add(manifestLanguage(host));
  features.add(sourceLanguage({ calls: () => core.calls, onError: (error) => log.error(String(error)) }));
  return features;
}
