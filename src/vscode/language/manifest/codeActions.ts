import {
  CodeAction,
  CodeActionKind,
  languages,
  Uri,
  WorkspaceEdit,
  type CodeActionContext,
  type Disposable,
  type TextDocument,
} from 'vscode';
import type { ManifestFix } from '../../../shared/languageApi';
import { localize } from '../../localize';
import type { Ask } from './ask';
import { fromRange, manifestSelector, toManifest, toRange } from './documents';
import type { ModuleManifests } from './moduleManifests';

/** Quick fixes of what is wrong with a module's package.json, where the way out is mechanical. */
export function manifestCodeActions(ask: Ask, manifests: ModuleManifests): Disposable {
  return languages.registerCodeActionsProvider(
    manifestSelector,
    {
      provideCodeActions: async (document, range, context, token) => {
        if (!manifests.mayBe(document)) return undefined;
        const asked = fromRange(document, range);
        const fixes = await ask((calls) => calls.manifestFixes(toManifest(document), asked), token);
        return fixes?.map((fix) => toAction(document, fix, context));
      },
    },
    { providedCodeActionKinds: [CodeActionKind.QuickFix] },
  );
}

function toAction(document: TextDocument, fix: ManifestFix, { diagnostics }: CodeActionContext): CodeAction {
  const { problem, title, change, createFile, isPreferred } = fix;
  const action = new CodeAction(localize(title), CodeActionKind.QuickFix);
  const range = toRange(document, problem);
  action.diagnostics = diagnostics.filter(({ code, range: place }) => code === problem.code && place.isEqual(range));
  action.isPreferred = isPreferred;
  action.edit = new WorkspaceEdit();
  if (change) action.edit.replace(document.uri, toRange(document, change), change.text);
  if (createFile !== undefined) action.edit.createFile(Uri.file(createFile), { ignoreIfExists: true });
  return action;
}
