import { EventEmitter, Uri, window, workspace, type TextDocumentContentProvider } from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable';
import { UserError } from '../base/errors';
import { isRecord } from '../base/records';
import { stampedName } from './stampedName';
import type { CoreClient } from './coreClient';
import { localize } from './localize';
import type { Mirror } from './mirror';
import { runScheme } from './names';
import { runText } from './runText';
import type { Wording } from './wording';

export interface RunDocumentOptions {
  readonly core: CoreClient;
  readonly mirror: Mirror;
  readonly wording: () => Wording;
}

/** Runs of actions as read-only documents, which grow while the module streams. */
export class RunDocuments implements TextDocumentContentProvider, Disposable {
  private readonly disposables = new DisposableStore();
  private readonly changeEmitter = this.disposables.add(new EventEmitter<Uri>());
  /** How the run of each open document stood when its text was made, by the document's uri. */
  private readonly painted = new Map<string, string>();
  readonly onDidChange = this.changeEmitter.event;

  constructor(private readonly options: RunDocumentOptions) {
    this.disposables.add(workspace.registerTextDocumentContentProvider(runScheme, this));
    this.disposables.add(options.mirror.onDidChangeActions((process) => this.repaint(process)));
    this.disposables.add(
      workspace.onDidCloseTextDocument(({ uri }) => {
        this.painted.delete(uri.toString());
      }),
    );
  }

  /** Shows a run, by its action and the id of its call. */
  async show(process: string, action: string, run: { readonly id: number; readonly startedAt: number }): Promise<void> {
    const subject: Subject = { process, action, run: run.id };
    const path = `/${stampedName(action, run.startedAt)}.log`;
    const uri = Uri.from({ scheme: runScheme, path, query: JSON.stringify(subject) });
    await window.showTextDocument(await workspace.openTextDocument(uri), { preview: true });
  }

  async provideTextDocumentContent(uri: Uri): Promise<string> {
    const subject = subjectOf(uri);
    if (!subject) return '';
    this.painted.set(uri.toString(), this.standing(subject));
    // After a reload of the window the core may not run yet: what comes then is painted.
    if (!this.options.core.isRunning) return '';
    try {
      return runText(await this.options.core.calls.runOutput(subject.process, subject.run), this.options.wording());
    } catch (error) {
      if (error instanceof UserError) return localize(error.detail);
      throw error;
    }
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private repaint(process: string): void {
    for (const { uri } of workspace.textDocuments) {
      const subject = uri.scheme === runScheme ? subjectOf(uri) : undefined;
      if (subject?.process !== process) continue;
      if (this.painted.get(uri.toString()) !== this.standing(subject)) this.changeEmitter.fire(uri);
    }
  }

  private standing({ process, action, run }: Subject): string {
    const known = this.options.mirror.actionsOf(process).find(({ name }) => name === action);
    return JSON.stringify(known?.runs?.find(({ id }) => id === run));
  }
}

interface Subject {
  readonly process: string;
  readonly action: string;
  readonly run: number;
}

function subjectOf(uri: Uri): Subject | undefined {
  const subject: unknown = JSON.parse(uri.query);
  if (!isRecord(subject)) return undefined;
  const { process, action, run } = subject;
  const isSubject = typeof process === 'string' && typeof action === 'string' && typeof run === 'number';
  return isSubject ? { process, action, run } : undefined;
}
