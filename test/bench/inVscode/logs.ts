import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { Pm2ModulesApi } from '../../../src/vscode/api';
import { eventually } from '../../support/eventually';
import { ChannelCount } from '../channelCount';
import { writePrinter, type Print } from '../printer';
import { watchHost, type HostLoad } from './hostLoad';
import { inHost } from './inHost';

/** What very much output did to the extension host, and what its channel had in the end. */
export interface OutputFlood extends HostLoad {
  readonly name: string;
  readonly what: Print['what'];
  readonly shown: number;
  readonly skipped: number;
  /** Number of the last line. */
  readonly last: number;
}

/** 100 MB in lines, and in other forms. */
const LINES = 1_000_000;
/** Until the memory of a flood is collected, in milliseconds. */
const SETTLE_MS = 3_000;
/** Between two looks whether all is there, in milliseconds. */
const LOOK_MS = 100;
/** How long a flood may take, in milliseconds. */
const PATIENCE_MS = 120_000;

/** Floods a log channel that is in sight. */
export const run = inHost(async ({ api, folder }) => {
  const floods: OutputFlood[] = [];
  for (const [name, what] of [
    [`${LINES.toLocaleString('en')} lines`, 'lines'],
    ['the same once more', 'lines'],
    ['as many random bytes', 'noise'],
    ['as much in one line', 'one line'],
  ] as const) {
    console.log(`measuring ${name}`);
    const place = path.join(folder, String(floods.length));
    mkdirSync(place);
    floods.push({ name, what, ...(await measure(api, place, what)) });
  }
  return floods;
});

async function measure(
  api: Pm2ModulesApi,
  place: string,
  what: Print['what'],
): Promise<Omit<OutputFlood, 'name' | 'what'>> {
  const started = path.join(place, 'started');
  const module = writePrinter(place, { lines: LINES, what, ending: 'stays', started });
  const id = await api.installFolder(vscode.Uri.file(module));
  await vscode.commands.executeCommand('pm2Modules.showLogs', id);
  const channel = await eventually('its channel', () => channelInSight());
  await eventually('its first line', () => existsSync(started));
  const watch = watchHost();
  await atItsEnd(channel);
  const load = await watch.end(SETTLE_MS);
  const { shown, skipped, last } = countIn(channel.getText());
  await vscode.commands.executeCommand('pm2Modules.uninstall', id);
  await delay(SETTLE_MS);
  return { ...load, shown, skipped, last };
}

function channelInSight(): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find(
    ({ uri, isClosed }) => uri.scheme === 'output' && !isClosed && uri.path.includes('pm2-module-studio'),
  );
}

/** Looks seldom and at little, for this is done by the thread that is measured. */
async function atItsEnd(channel: vscode.TextDocument): Promise<void> {
  const last = (): number => Math.max(0, channel.lineCount - 2); // the last one is empty
  const end = performance.now() + PATIENCE_MS;
  while (countIn(channel.lineAt(last()).text).last !== LINES - 1) {
    if (performance.now() > end) throw new Error(`The channel ends with: ${channel.lineAt(last()).text}`);
    await delay(LOOK_MS);
  }
}

function countIn(text: string): ChannelCount {
  const count = new ChannelCount();
  count.add(text.split('\n'));
  return count;
}
