import { dirname } from 'node:path';
import { CodeLens, EventEmitter, l10n, languages, type TextDocument } from 'vscode';
import { DisposableStore, type Disposable } from '../../../base/disposable';
import type { ManifestConfiguration } from '../../../shared/languageApi';
import { commands } from '../../names';
import type { Ask } from './ask';
import { manifestSelector, toManifest, toRange } from './documents';
import type { ModuleManifests } from './moduleManifests';

/** Above `config`: how many options `module_conf.json` overrides, and the way back to the defaults. */
export function manifestCodeLenses(ask: Ask, manifests: ModuleManifests): Disposable {
  const disposables = new DisposableStore();
  const changed = disposables.add(new EventEmitter<void>());
  disposables.add(manifests.onDidChangeConfiguration(() => changed.fire()));
  disposables.add(
    languages.registerCodeLensProvider(manifestSelector, {
      onDidChangeCodeLenses: changed.event,
      provideCodeLenses: async (document, token) => {
        if (!manifests.mayBe(document)) return [];
        const configuration = await ask((calls) => calls.manifestConfiguration(toManifest(document)), token);
        if (!configuration) return [];
        manifests.followConfiguration(document);
        return lensesOf(document, configuration);
      },
    }),
  );
  return disposables;
}

function lensesOf(document: TextDocument, configuration: ManifestConfiguration): CodeLens[] {
  const range = toRange(document, configuration);
  const { overridden } = configuration;
  const lens = (title: string, command: string): CodeLens =>
    new CodeLens(range, { title, command, arguments: [{ folder: dirname(document.uri.fsPath) }] });
  if (overridden === 0) return [lens(l10n.t('No overrides'), commands.setConfig)];
  return [
    lens(l10n.t('{0} overridden', overridden), commands.openModuleConf),
    lens(l10n.t('Reset All'), commands.resetAllConfig),
  ];
}
