import { Diagnostic, DiagnosticSeverity, languages, workspace, type TextDocument, type Uri } from 'vscode';
import { systemClock } from '../../../base/clock';
import { DisposableStore, MutableDisposable, type Disposable } from '../../../base/disposable';
import type { ManifestProblem } from '../../../shared/languageApi';
import { localize } from '../../localize';
import type { Ask } from './ask';
import { toManifest, toRange } from './documents';
import { isManifest, type ModuleManifests } from './moduleManifests';

/** What the Problems panel says the problems come from. */
const SOURCE = 'PM2 Module';
/** Typing is judged when it pauses for so long, in milliseconds. */
const PAUSE_MS = 100;

const severities = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
} as const;

/** Puts what is wrong with the modules' package.json files into the Problems panel, while they are open. */
export function manifestDiagnostics(ask: Ask, manifests: ModuleManifests): Disposable {
  const disposables = new DisposableStore();
  const collection = disposables.add(languages.createDiagnosticCollection('pm2Modules.manifest'));
  const pause = disposables.add(new MutableDisposable<Disposable>());
  const waiting = new Set<TextDocument>();

  const check = async (document: TextDocument): Promise<void> => {
    const { version, uri } = document;
    const problems = manifests.mayBe(document)
      ? await ask((calls) => calls.manifestProblems(toManifest(document)))
      : [];
    // One that was changed or closed meanwhile is checked again, or not at all.
    if (!problems || document.version !== version || document.isClosed) return;
    collection.set(
      uri,
      problems.map((problem) => toDiagnostic(document, problem)),
    );
  };
  const checkSoon = (documents: readonly TextDocument[]): void => {
    for (const document of documents.filter(isManifest)) waiting.add(document);
    if (waiting.size === 0) return;
    pause.value = systemClock.after(PAUSE_MS, () => {
      const all = [...waiting];
      waiting.clear();
      for (const document of all) void check(document);
    });
  };
  const forget = (uri: Uri): void => collection.delete(uri);

  disposables.add(workspace.onDidOpenTextDocument((document) => checkSoon([document])));
  disposables.add(
    workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0) checkSoon([document]);
    }),
  );
  disposables.add(workspace.onDidCloseTextDocument(({ uri }) => forget(uri)));
  disposables.add(manifests.onDidChangeFiles(() => checkSoon(manifests.open)));
  checkSoon(workspace.textDocuments);
  return disposables;
}

function toDiagnostic(document: TextDocument, { code, severity, message, ...range }: ManifestProblem): Diagnostic {
  const diagnostic = new Diagnostic(toRange(document, range), localize(message), severities[severity]);
  diagnostic.source = SOURCE;
  diagnostic.code = code;
  return diagnostic;
}
