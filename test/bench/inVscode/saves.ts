import { statSync, watch, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { inHost } from './inHost';

/** From the last change of a document to its save, in milliseconds: nobody types and saves at the same moment. */
const EDIT_REST_MS = 500;

/** What whoever measures asks the extension host for, one after another. */
export type SavesRequest =
  | { readonly kind: 'install'; readonly folder: string }
  | { readonly kind: 'end' }
  | {
      readonly kind: 'save';
      readonly file: string;
      readonly text: string;
      readonly how: 'written' | 'saved in the editor';
      /** How long the host's thread does something else from the moment of the save on, in milliseconds. */
      readonly busyMs: number;
    };

/** When the file was written, in milliseconds since the epoch; absent when the editor did not save it, and for other requests. */
export interface SavesAnswer {
  readonly at?: number | undefined;
}

/** Answers requests until the end is asked for. `portFile` is written when it listens. */
export const run = inHost<{ readonly portFile: string }, null>(async ({ api, input }) => {
  await vscode.commands.executeCommand('pm2Modules.probes.focus');
  await new Promise<void>((resolve, reject) => {
    const answer = async (request: SavesRequest): Promise<SavesAnswer> => {
      if (request.kind === 'install') await api.installFolder(vscode.Uri.file(request.folder));
      return { at: request.kind === 'save' ? await save(request) : undefined };
    };
    const server = createServer((incoming, response) => {
      readRequest(incoming)
        .then(async (request) => {
          response.end(JSON.stringify(await answer(request)));
          if (request.kind === 'end') server.close(() => resolve());
        })
        .catch(reject);
    });
    server.keepAliveTimeout = 1;
    server.listen(0, '127.0.0.1', () => writeFileSync(input.portFile, String((server.address() as AddressInfo).port)));
  });
  return null;
});

async function readRequest(incoming: IncomingMessage): Promise<SavesRequest> {
  let body = '';
  for await (const part of incoming.setEncoding('utf8')) body += String(part);
  return JSON.parse(body) as SavesRequest;
}

async function save({ file, text, how, busyMs }: Extract<SavesRequest, { kind: 'save' }>): Promise<number | undefined> {
  if (how === 'saved in the editor') return saveInEditor(file, text, busyMs);
  const at = Date.now();
  writeFileSync(file, text);
  keepThreadBusy(busyMs);
  return at;
}

/** The editor's own processes write the file; when that was only the file can tell. */
async function saveInEditor(file: string, text: string, busyMs: number): Promise<number | undefined> {
  const document = await vscode.workspace.openTextDocument(file);
  await vscode.window.showTextDocument(document);
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), text);
  await vscode.workspace.applyEdit(edit);
  await delay(EDIT_REST_MS);
  const watcher = watch(file, () => {
    watcher.close(); // what comes next is of the same save
    keepThreadBusy(busyMs);
  });
  const isSaved = await document.save();
  watcher.close();
  if (isSaved) return statSync(file).mtimeMs;
  // Now and then the editor saves nothing, and does not say why.
  await vscode.commands.executeCommand('workbench.action.files.revert');
  return undefined;
}

function keepThreadBusy(durationMs: number): void {
  const end = performance.now() + durationMs;
  while (performance.now() < end);
}
