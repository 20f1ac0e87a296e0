import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { ApiEvent, ApiIssue, ApiProbe, ApiProcess, Pm2ModulesApi } from '../../../src/vscode/api';
import { eventually } from '../../support/eventually';
import { installModule } from '../../support/modulePackages';

/** Long enough that everything that is bounded comes to its bound. */
const FLOOD_MS = '2000';
/** Longer than the test. */
const FOR_EVER_MS = '60000';
/** Of each text of a packet that has several. */
const MEGABYTES = '10';
/** As deep as the module's own JSON can be made. */
const LEVELS = '2000';
/** How much of any text may come as far as the editor, in characters; an action's reply is read as a whole document. */
const MAX_TEXT = 1_001;
const MAX_REPLY = 100_001;

describe('a module that floods the editor', () => {
  let api: Pm2ModulesApi;
  let parent: string;
  let subscription: vscode.Disposable;
  /** Of the module. */
  let lives = 1;

  before(async () => {
    const extension = vscode.extensions.getExtension<Pm2ModulesApi>('module-studio.pm2-module-studio');
    assert.ok(extension);
    api = await extension.activate();
    parent = mkdtempSync(path.join(tmpdir(), 'pm2m-floods-'));
    await api.installFolder(vscode.Uri.file(installModule('floods', parent)));
    await eventually('its actions', async () => (await event('started'))?.count === 1);
    // Everything that shows what is sent is on screen, or as if it were.
    subscription = api.onDidChange(() => undefined);
    await vscode.commands.executeCommand('pm2Modules.probes.focus');
    await vscode.commands.executeCommand('pm2Modules.events.focus');
    await vscode.commands.executeCommand('pm2Modules.showTraffic', 'floods');
  });

  after(async () => {
    subscription.dispose();
    await vscode.commands.executeCommand('pm2Modules.uninstall', 'floods');
    rmSync(parent, { recursive: true, force: true, maxRetries: 10 });
  });

  afterEach('it still runs, and the editor still reaches it', async () => {
    await reply('alive');
    const { status, generation } = await process();
    assert.deepEqual([status, generation], ['online', lives]);
  });

  const process = async (): Promise<ApiProcess> => {
    const [first] = (await api.snapshots()).flatMap(({ processes }) => processes);
    assert.ok(first);
    return first;
  };
  const probe = async (name: string): Promise<ApiProbe | undefined> =>
    (await process()).probes.find((candidate) => candidate.name === name);
  const event = async (name: string): Promise<ApiEvent | undefined> =>
    (await process()).events.find((candidate) => candidate.name === name);
  const issue = async (message: string): Promise<ApiIssue | undefined> =>
    (await process()).issues.find((candidate) => candidate.message.startsWith(message));
  const reply = async (action: string, argument?: string): Promise<unknown> => {
    const call = await api.runAction('floods', action, argument);
    if (call.kind !== 'replied') assert.fail(`"${action}": ${JSON.stringify(call)}`);
    return call.value;
  };

  it('shows 10,000 probes, each with its last value, and no more of them', async () => {
    await reply('probes', '10001');
    await eventually('a second round', async () => Number((await probe('probe 9000'))?.value) > 9_001);
    const { rounds } = (await reply('no more probes')) as { rounds: number };
    await eventually('the last round', async () => (await probe('probe 0'))?.value === rounds);
    const shown = (await process()).probes.filter(({ name }) => name.startsWith('probe '));
    assert.ok(shown.length > 9_900 && shown.length <= 10_000, `${shown.length} probes`);
    assert.deepEqual(
      shown.filter(({ name, value }) => value !== Number(name.replace('probe ', '')) + rounds),
      [],
    );
  });

  it('counts every packet of a flood, and shows the last value', async () => {
    const { sent } = (await reply('packets', FLOOD_MS)) as { sent: number };
    assert.ok(sent > 1_000, `${sent} packets`);
    const each = sent / 2;
    await eventually('all of them', async () => (await event('packet'))?.count === each);
    const last = (await event('packet'))?.lastPayload as { number: number };
    assert.equal(last.number, each);
  });

  it('cuts what is too large, and goes on', async () => {
    const text = await reply('large', MEGABYTES);
    assert.ok(typeof text === 'string' && text.length <= MAX_REPLY);
    await eventually('the event', async () => (await event('large'))?.count === 1);
    await eventually('the issue', async () => (await issue('xxx'))?.count === 1);
    const { issues, events, options, probes } = await process();
    assert.deepEqual(longTexts({ issues, events, options, probes }), []);
  });

  it('cuts what is too deep, and what has no end', async () => {
    await reply('deep', LEVELS);
    for (const name of ['deep', 'circular']) {
      await eventually(name, async () => (await event(name))?.count === 1);
    }
    const payload = (await event('circular'))?.lastPayload;
    assert.deepEqual(payload, { name: 'circular', self: '[Circular ~]' });
  });

  it('takes any text for the name of an event', async () => {
    await reply('names', '1');
    await eventually('all of them', async () => {
      const { events } = await process();
      const names = events.filter(({ lastPayload }) => isFrom(lastPayload, 'names')).map(({ name }) => name);
      return (
        ['<b>bold</b><img src=x>', '\u001b[31mred\u001b[0m', 'two\nlines', '$(alert)', '__proto__', ''].every((name) =>
          names.includes(name),
        ) && names.some((name) => name.startsWith('nnnn') && name.length < MAX_TEXT)
      );
    });
  });

  it('is restarted in the midst of a flood', async () => {
    const before = (await event('packet'))?.count ?? 0;
    const flooding = api.runAction('floods', 'packets', FOR_EVER_MS);
    await eventually('the flood', async () => ((await event('packet'))?.count ?? 0) > before);
    await vscode.commands.executeCommand('pm2Modules.restart', 'floods');
    lives = 2;
    assert.deepEqual(await flooding, { kind: 'failed', message: 'The module stopped before it replied.' });
    await eventually('its next life', async () => (await event('started'))?.count === lives);
  });
});

function isFrom(payload: unknown, from: string): boolean {
  return typeof payload === 'object' && payload !== null && 'from' in payload && payload.from === from;
}

/** Texts that are longer than anybody reads, by where they are. */
function longTexts(value: unknown, place = ''): string[] {
  if (typeof value === 'string') return value.length > MAX_TEXT ? [`${place}: ${value.length} characters`] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => longTexts(member, `${place}/${key.slice(0, 20)}`));
}
