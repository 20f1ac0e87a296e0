import { EventEmitter, Uri, window, workspace, type TextDocumentContentProvider } from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable';
import { isRecord } from '../base/records';
import type { CoreClient } from './coreClient';
import { payloadScheme } from './names';

/** What a module emitted by one name, as far as it is kept, as a read-only document: the newest first. */
export class Payloads implements TextDocumentContentProvider, Disposable {
  private readonly disposables = new DisposableStore();
  private readonly changeEmitter = this.disposables.add(new EventEmitter<Uri>());
  readonly onDidChange = this.changeEmitter.event;

  constructor(private readonly core: CoreClient) {
    this.disposables.add(workspace.registerTextDocumentContentProvider(payloadScheme, this));
  }

  async show(process: string, event: string): Promise<void> {
    const name = event.replace(/[^A-Za-z0-9._-]+/g, '-') || 'event';
    const uri = Uri.from({ scheme: payloadScheme, path: `/${name}.json`, query: JSON.stringify({ process, event }) });
    // A document that is open already is read anew.
    this.changeEmitter.fire(uri);
    await window.showTextDocument(await workspace.openTextDocument(uri), { preview: true });
  }

  async provideTextDocumentContent(uri: Uri): Promise<string> {
    const subject: unknown = JSON.parse(uri.query);
    if (!isRecord(subject)) return '';
    const { process, event } = subject;
    if (typeof process !== 'string' || typeof event !== 'string' || !this.core.isRunning) return '';
    const emissions = await this.core.calls.emissions(process, event);
    const entries = [...emissions].reverse().map(({ at, payload }) => ({ at: new Date(at).toISOString(), payload }));
    return `${JSON.stringify(entries, undefined, 2)}\n`;
  }

  dispose(): void {
    this.disposables.dispose();
  }
}
