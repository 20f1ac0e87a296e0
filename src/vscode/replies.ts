import { EventEmitter, Uri, window, workspace, type TextDocumentContentProvider } from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable';
import { isRecord } from '../base/records';
import type { CallSnapshot } from '../shared/action';
import { replyDocument } from './callText';
import { localize } from './localize';
import type { Mirror } from './mirror';
import { replyScheme } from './names';

/** The whole reply of an action's newest call, as a read-only document that follows it. */
export class Replies implements TextDocumentContentProvider, Disposable {
  private readonly disposables = new DisposableStore();
  private readonly changeEmitter = this.disposables.add(new EventEmitter<Uri>());
  readonly onDidChange = this.changeEmitter.event;

  constructor(private readonly mirror: Mirror) {
    this.disposables.add(workspace.registerTextDocumentContentProvider(replyScheme, this));
    this.disposables.add(
      mirror.onDidChangeActions((process) => {
        for (const { uri } of workspace.textDocuments) {
          if (uri.scheme === replyScheme && subjectOf(uri)?.process === process) this.changeEmitter.fire(uri);
        }
      }),
    );
  }

  async show(process: string, action: string): Promise<void> {
    const document = await workspace.openTextDocument(this.uriOf({ process, action }));
    await window.showTextDocument(document, { preview: true });
  }

  provideTextDocumentContent(uri: Uri): string {
    const subject = subjectOf(uri);
    return subject ? this.textOf(this.lastCall(subject)) : '';
  }

  dispose(): void {
    this.disposables.dispose();
  }

  /** The name says the language of the document and what stands on its tab; the query says which reply it is. */
  private uriOf(subject: Subject): Uri {
    const state = this.lastCall(subject)?.state;
    const { extension } = replyDocument(state?.kind === 'replied' ? state.value : undefined);
    const name = subject.action.replace(/[^A-Za-z0-9._-]+/g, '-');
    return Uri.from({ scheme: replyScheme, path: `/${name}.${extension}`, query: JSON.stringify(subject) });
  }

  private lastCall({ process, action }: Subject): CallSnapshot | undefined {
    return this.mirror.actionsOf(process).find(({ name }) => name === action)?.lastCall;
  }

  private textOf(call: CallSnapshot | undefined): string {
    switch (call?.state.kind) {
      case 'replied':
        return replyDocument(call.state.value).text;
      case 'failed':
        return localize(call.state.message);
      default:
        return '';
    }
  }
}

interface Subject {
  readonly process: string;
  readonly action: string;
}

function subjectOf(uri: Uri): Subject | undefined {
  const subject: unknown = JSON.parse(uri.query);
  if (!isRecord(subject)) return undefined;
  const { process, action } = subject;
  return typeof process === 'string' && typeof action === 'string' ? { process, action } : undefined;
}
