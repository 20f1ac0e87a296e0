import { dirname } from 'node:path';
import { Hover, languages, type Disposable } from 'vscode';
import type { Ask } from './ask';
import { manifestSelector, toManifest, toRange } from './documents';
import { hoverText } from './markdown';
import type { ModuleManifests } from './moduleManifests';

/** Hovers on `apps`, its options, and the module's own options. */
export function manifestHover(ask: Ask, manifests: ModuleManifests): Disposable {
  return languages.registerHoverProvider(manifestSelector, {
    provideHover: async (document, position, token) => {
      if (!manifests.mayBe(document)) return undefined;
      const offset = document.offsetAt(position);
      const hover = await ask((calls) => calls.manifestHover(toManifest(document), offset), token);
      return hover && new Hover(hoverText(hover, dirname(document.uri.fsPath)), toRange(document, hover));
    },
  });
}
