import {
  Diagnostic,
  DiagnosticSeverity,
  DiagnosticTag,
  l10n,
  languages,
  Uri,
  workspace,
  type Range,
  type TextDocument,
} from 'vscode';
import { DisposableStore, type Disposable } from '../../../base/disposable';
import { singleFlight } from '../../../base/singleFlight';
import { throttle } from '../../../base/throttle';
import type { ConfigUses, SourceCalls, UnknownRead } from '../../../shared/sourceApi';
import { isCode, isManifest, type ModuleScope } from './moduleScope';
import { toRange } from './textRanges';

/** What the Problems panel says the problems come from. */
export const diagnosticSource = 'PM2 Module';

export const diagnosticCodes = {
  unread: 'unread-option',
  unknown: 'unknown-option-read',
  untyped: 'pmx-without-types',
} as const;

/** Typing asks for this at each key: at most so often, in milliseconds. */
const INTERVAL_MS = 300;

/** An option that is read and that nothing declares. */
export class UnknownOption extends Diagnostic {
  override readonly source = diagnosticSource;
  override readonly code = diagnosticCodes.unknown;

  constructor(readonly read: UnknownRead) {
    const { key, meant, range } = read;
    super(
      toRange(range),
      meant === undefined
        ? l10n.t('package.json has no option "{0}": it is undefined unless a user sets it.', key)
        : l10n.t('package.json has no option "{0}". Did you mean "{1}"?', key, meant),
      meant === undefined ? DiagnosticSeverity.Information : DiagnosticSeverity.Warning,
    );
  }
}

/** Marks options that nothing reads, and reads of what is no option, in the documents that are open. */
export function configDiagnostics(
  calls: () => SourceCalls,
  scope: ModuleScope,
  onError: (error: unknown) => void,
): Disposable {
  const disposables = new DisposableStore();
  const collection = disposables.add(languages.createDiagnosticCollection('pm2Modules.configuration'));
  const look = singleFlight(async () => {
    const documents = workspace.textDocuments.filter((document) => isCode(document) || isManifest(document.uri));
    const found = await usesOf(documents, calls, scope);
    for (const document of documents) {
      const uses = found.get(document);
      collection.set(document.uri, uses && !document.isClosed ? diagnosticsOf(document, uses) : undefined);
    }
  });
  const refresh = disposables.add(throttle(() => void look().catch(onError), INTERVAL_MS));
  const concerns = (document: TextDocument): boolean => isCode(document) || isManifest(document.uri);
  disposables.add(workspace.onDidOpenTextDocument((document) => concerns(document) && refresh()));
  disposables.add(workspace.onDidChangeTextDocument(({ document }) => concerns(document) && refresh()));
  // Watchers are blind on some file systems: what the editor itself does is told by the editor.
  disposables.add(workspace.onDidSaveTextDocument((document) => concerns(document) && refresh()));
  for (const event of [workspace.onDidCreateFiles, workspace.onDidDeleteFiles, workspace.onDidRenameFiles]) {
    disposables.add(event(refresh));
  }
  disposables.add(workspace.onDidCloseTextDocument((document) => collection.delete(document.uri)));
  const watcher = disposables.add(
    workspace.createFileSystemWatcher('**/{package.json,README.md,*.js,*.cjs,*.mjs,*.ts,*.cts,*.mts,*.jsx,*.tsx}'),
  );
  for (const event of [watcher.onDidCreate, watcher.onDidChange, watcher.onDidDelete]) {
    disposables.add(event(({ path }) => path.includes('/node_modules/') || refresh()));
  }
  refresh();
  return disposables;
}

/** One question for each module, however many of its documents are open. */
async function usesOf(
  documents: readonly TextDocument[],
  calls: () => SourceCalls,
  scope: ModuleScope,
): Promise<Map<TextDocument, ConfigUses>> {
  const found = new Map<TextDocument, ConfigUses>();
  const asked = new Map<string, Promise<ConfigUses | undefined>>();
  for (const document of documents) {
    const module = await scope.moduleOf(document.uri);
    const request = module === undefined ? undefined : await scope.requestFor(document);
    if (module === undefined || !request) continue;
    const answer = asked.get(module) ?? calls().configUses(request);
    asked.set(module, answer);
    const uses = await answer;
    if (uses) found.set(document, uses);
  }
  return found;
}

function diagnosticsOf({ uri }: TextDocument, { manifest, keys, unread, unknown, untyped }: ConfigUses): Diagnostic[] {
  if (uri.fsPath !== Uri.file(manifest).fsPath) {
    const isHere = ({ file }: { file: string }): boolean => Uri.file(file).fsPath === uri.fsPath;
    return [
      ...unknown.filter(isHere).map((read) => new UnknownOption(read)),
      ...untyped.filter(isHere).map(({ range }) => withoutTypes(toRange(range))),
    ];
  }
  return keys
    .filter(({ name }) => unread.includes(name))
    .map(({ name, range }) => {
      const text = l10n.t('Nothing reads this option: no code of the module asks its configuration for "{0}".', name);
      const diagnostic = new Diagnostic(toRange(range), text, DiagnosticSeverity.Hint);
      diagnostic.source = diagnosticSource;
      diagnostic.code = diagnosticCodes.unread;
      diagnostic.tags = [DiagnosticTag.Unnecessary];
      return diagnostic;
    });
}

/** Three dots under the name, and nothing in the Problems panel: an offer, not a problem. */
function withoutTypes(range: Range): Diagnostic {
  const text = l10n.t('pmx ships no types. The quick fix adds them to this module.');
  const diagnostic = new Diagnostic(range, text, DiagnosticSeverity.Hint);
  diagnostic.source = diagnosticSource;
  diagnostic.code = diagnosticCodes.untyped;
  return diagnostic;
}
