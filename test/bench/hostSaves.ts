import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, watch } from 'node:fs';
import path from 'node:path';
import { eventually } from '../support/eventually';
import { nodeAlone } from './adapters/command';
import { atMost, type Aim } from './aims';
import { ratioCell } from './cells';
import { coldIn, coldStart, columnOf, contest, type Contender } from './contest';
import { firstLineOf } from './firstLines';
import { runInVscode, storageOf, workspaceOf } from './inVscode/runInVscode';
import type { SavesAnswer, SavesRequest } from './inVscode/saves';
import { BenchModule, moduleKinds, titleOf, type ModuleKind } from './modules';
import { median, type Measured } from './measured';
import type { Column, Part } from './part';
import { BUSY_MS, STANDBY_REST_MS } from './saves';
import { markdownTable } from './table';

const STARTUP_PATIENCE_MS = 60_000;
/** So often the editor may refuse to save, one time after another. */
const MAX_SAVES = 5;
/** A round takes fifteen seconds. */
const MAX_ROUNDS = 10;
const ways = ['written', 'saved in the editor'] as const;
const busyTimesMs = [0, BUSY_MS];
/** All that can happen at a save. */
const saveKinds = ways.flatMap((how) => busyTimesMs.map((busyMs) => ({ how, busyMs })));
type SaveKind = (typeof saveKinds)[number];

/** From a save to the first line of what was saved, in a real VS Code. */
export const hostSavesPart: Part = {
  name: 'hostSaves',
  measure: async ({ rounds, folder }) => {
    const columns: Column[] = [];
    const aims: Aim[] = [];
    const runs = Math.min(rounds, MAX_ROUNDS);
    for (const kind of moduleKinds) {
      const place = path.join(folder, kind.id);
      mkdirSync(place);
      const column = await measureKind(kind, place, runs);
      columns.push(column);
      aims.push(...aimsOf(column, kind));
    }
    return { text: section(columns, runs), aims };
  },
};

function nameOf({ how, busyMs }: SaveKind): string {
  return busyMs > 0 ? `${how}, busy` : how;
}

function aimsOf({ title, measured }: Column, { aim: { most } }: ModuleKind): Aim[] {
  const timesOf = (name: string): readonly number[] => measured.find((each) => each.name === name)?.timesMs ?? [];
  return saveKinds.map((kind) => {
    const name = nameOf(kind);
    const why =
      'the processes of the editor look at what was written in that moment, and so does this extension before it restarts: on two cores they take turns. A cold start at such a save begins when the file is seen to be written, with nothing to compare or to end.';
    const ratio = median(timesOf(name)) / median(timesOf(coldIn(`, ${name}`)));
    return atMost(`in VS Code, ${title}, ${name}`, ratio, { most, unit: '×', why });
  });
}

function section(columns: readonly Column[], runs: number): string {
  const names = columns[0]?.measured.map(({ name }) => name) ?? [];
  const rows = names.map((name, row) => [
    name,
    ...columns.map(({ measured, reference }) => (measured[row] ? ratioCell(measured[row], reference) : '')),
  ]);
  return `## Saves in VS Code

In a real VS Code that is open on the module, with the Probes view in sight: from the moment at which the file is written to the first
line of what was written. 1× is \`node index.js\` of the same module in the same run. *Written*: by another program. *Saved in the editor*:
a document that was changed half a second before. That is written by processes of the editor; when, is taken from the file system, which
rounds it down to 4 ms here. *Busy*: from that moment on another extension keeps the extension host's thread for ${BUSY_MS} ms, as
formatters and linters do. ${runs} rounds. What the editor's processes do at a save slows down whatever else runs, so a cold start was also
measured at each kind of save, from the moment at which the file is seen to be written; the aims are measured against that.

${markdownTable(['', ...columns.map(({ title }) => title)], rows)}
`;
}

async function measureKind(kind: ModuleKind, place: string, rounds: number): Promise<Column> {
  const window = path.join(place, 'vscode');
  const portFile = path.join(place, 'port');
  const settings = { 'pm2Modules.nodePath': process.execPath };
  const running = runInVscode({ entry: 'saves', folder: window, settings, input: { portFile } });
  const host = new Host(portFile);
  const measured = await Promise.race([
    measureIn(host, { kind, place, window, rounds }),
    running.then(() => Promise.reject(new Error('VS Code ended early.'))),
  ]);
  await host.ask({ kind: 'end' });
  await running;
  return columnOf(titleOf(kind), measured);
}

interface Place {
  readonly kind: ModuleKind;
  readonly place: string;
  /** The folder of the run of VS Code. */
  readonly window: string;
  readonly rounds: number;
}

async function measureIn(host: Host, { kind, place, window, rounds }: Place): Promise<readonly Measured[]> {
  const contenders: Contender[] = [];
  const outputs = new Set<string>();
  for (const how of ways) {
    const module = new BenchModule(newFolder(window, how), kind);
    await host.ask({ kind: 'install', folder: module.folder });
    const output = await eventually('its log', () => logsIn(window).find((file) => !outputs.has(file)));
    outputs.add(output);
    for (const busyMs of busyTimesMs) {
      contenders.push({
        names: [nameOf({ how, busyMs })],
        measure: async () => {
          const { at, generation } = await untilSaved(async () => {
            const { file, text, ...next } = module.next();
            return { ...next, ...(await host.ask({ kind: 'save', file, text, how, busyMs })) };
          });
          const line = await firstLineOf(generation, output);
          return [line && line.at - at];
        },
        restMs: STANDBY_REST_MS,
      });
    }
  }
  const colds = saveKinds.map((saveKind) => coldAtSave(host, { kind, place, window, rounds }, saveKind));
  return contest([...contenders, coldStart(kind, place), ...colds], rounds);
}

function newFolder(window: string, name: string): string {
  const folder = path.join(workspaceOf(window), name.replace(/\W+/g, '-'));
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** What the editor did not save is measured once more. */
async function untilSaved<T extends SavesAnswer>(save: () => Promise<T>): Promise<T & { readonly at: number }> {
  for (let left = MAX_SAVES - 1; left >= 0; left--) {
    const saved = await save();
    const { at } = saved;
    if (at !== undefined) return { ...saved, at };
  }
  throw new Error('VS Code does not save what it is asked to save.');
}

/** What the editor's own processes do at a save slows down everything: a cold start that begins with one. */
function coldAtSave(host: Host, { kind, place, window }: Place, { how, busyMs }: SaveKind): Contender {
  const name = coldIn(`, ${nameOf({ how, busyMs })}`);
  const module = new BenchModule(newFolder(window, name), kind);
  const node = nodeAlone();
  const measure = async (): Promise<readonly (number | undefined)[]> => {
    const { generation, written } = await untilSaved(async () => {
      await node.stop();
      const { file, text, ...next } = module.next();
      const scratch = mkdtempSync(path.join(place, 'at-save-'));
      const watcher = watch(file);
      const start = once(watcher, 'change').then(async () => {
        watcher.close();
        const startedAt = Date.now();
        return { startedAt, output: await node.start(module.folder, scratch) };
      });
      const answer = await host.ask({ kind: 'save', file, text, how, busyMs });
      if (answer.at === undefined) watcher.close();
      return { ...next, ...answer, written: () => start };
    });
    const { startedAt, output } = await written();
    const line = await firstLineOf(generation, output);
    await node.stop();
    return [line && line.at - startedAt];
  };
  return { names: [name], measure, restMs: STANDBY_REST_MS };
}

function logsIn(window: string): string[] {
  const logs = path.join(storageOf(window), 'logs');
  return readdirSync(logs).flatMap((name) => (name.endsWith('-out.log') ? [path.join(logs, name)] : []));
}

/** What was started in the extension host, as this process reaches it. */
class Host {
  constructor(private readonly portFile: string) {}

  async ask(request: SavesRequest): Promise<SavesAnswer> {
    const port = await eventually('the port', () => readFileSync(this.portFile, 'utf8'), STARTUP_PATIENCE_MS);
    const response = await fetch(`http://127.0.0.1:${port}`, { method: 'POST', body: JSON.stringify(request) });
    return (await response.json()) as SavesAnswer;
  }
}
