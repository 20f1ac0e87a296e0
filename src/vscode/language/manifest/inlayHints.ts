import { EventEmitter, InlayHint, l10n, languages, MarkdownString, type TextDocument } from 'vscode';
import { DisposableStore, type Disposable } from '../../../base/disposable';
import type { OptionFacts, TextRange } from '../../../shared/languageApi';
import type { Ask } from './ask';
import { manifestSelector, toManifest } from './documents';
import type { ModuleManifests } from './moduleManifests';

/** Behind the default of an option that is overridden: what the module gets instead. */
export function manifestInlayHints(ask: Ask, manifests: ModuleManifests): Disposable {
  const disposables = new DisposableStore();
  const changed = disposables.add(new EventEmitter<void>());
  disposables.add(manifests.onDidChangeConfiguration(() => changed.fire()));
  disposables.add(
    languages.registerInlayHintsProvider(manifestSelector, {
      onDidChangeInlayHints: changed.event,
      provideInlayHints: async (document, range, token) => {
        if (!manifests.mayBe(document)) return [];
        const configuration = await ask((calls) => calls.manifestConfiguration(toManifest(document)), token);
        if (!configuration) return [];
        manifests.followConfiguration(document);
        return configuration.options
          .filter(({ override }) => override !== undefined)
          .map((option) => hintOf(document, option))
          .filter(({ position }) => range.contains(position));
      },
    }),
  );
  return disposables;
}

function hintOf(document: TextDocument, { to, override = '', effective }: OptionFacts & TextRange): InlayHint {
  const hint = new InlayHint(document.positionAt(to), `→ ${effective}`);
  hint.paddingLeft = true;
  hint.tooltip = new MarkdownString().appendText(l10n.t('module_conf.json sets {0}.', override));
  return hint;
}
