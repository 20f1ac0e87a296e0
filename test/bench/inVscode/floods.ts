import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { ApiProcess, Pm2ModulesApi } from '../../../src/vscode/api';
import { eventually } from '../../support/eventually';
import { installModule } from '../../support/modulePackages';
import { watchHost, type HostLoad } from './hostLoad';
import { inHost } from './inHost';

/** What one flood did to the extension host. */
export interface Flood extends HostLoad {
  readonly name: string;
  /** What arrived, in words. */
  readonly arrived: string;
}

/** How long the long floods last, in milliseconds. */
const FLOOD_MS = 10_000;
const PROBES = 10_000;
const ISSUES = 100_000;
const MEGABYTES = 10;
const LEVELS = 2_000;
/** Until the memory of a flood is collected, in milliseconds. */
const SETTLE_MS = 3_000;

/** Floods the extension host with everything, and tells what that cost. */
export const run = inHost(async ({ api, folder }) => {
  await api.installFolder(vscode.Uri.file(installModule('floods', folder)));
  return new Floods(api).all();
});

class Floods {
  private readonly measured: Flood[] = [];

  constructor(private readonly api: Pm2ModulesApi) {}

  async all(): Promise<readonly Flood[]> {
    await eventually('its actions', async () => (await this.process()).actions.some(({ name }) => name === 'alive'));
    const subscription = this.api.onDidChange(() => undefined);
    await vscode.commands.executeCommand('pm2Modules.showTraffic', 'floods');
    await vscode.commands.executeCommand('pm2Modules.events.focus');
    await vscode.commands.executeCommand('pm2Modules.probes.focus');
    await this.measure('nothing', () => this.idle());
    await this.measure(`${PROBES.toLocaleString('en')} probes, each with another value each time`, () => this.probes());
    await this.measure('packets, as fast as one process can send them', () => this.packets());
    await this.measure('the same once more', () => this.packets());
    await this.measure(`${ISSUES.toLocaleString('en')} equal issues`, () => this.issues());
    await this.measure(`packets with texts of ${MEGABYTES} MB`, () => this.run('large', MEGABYTES, 'large'));
    await this.measure(`packets ${LEVELS.toLocaleString('en')} levels deep, and without end`, () =>
      this.run('deep', LEVELS, 'circular'),
    );
    await this.measure('names of events with HTML, ANSI, line breaks, and of 1 MB', () =>
      this.run('names', 1, '$(alert)'),
    );
    subscription.dispose();
    return this.measured;
  }

  /** `flood` resolves with what arrived, when the last of it has. */
  private async measure(name: string, flood: () => Promise<string>): Promise<void> {
    console.log(`measuring ${name}`);
    const watch = watchHost();
    const arrived = await flood();
    const load = await watch.end(SETTLE_MS);
    const { status, generation } = await this.process();
    if (status !== 'online' || generation !== 1) throw new Error(`After ${name} the module is ${status}.`);
    this.measured.push({ name, arrived, ...load });
  }

  private async idle(): Promise<string> {
    await delay(FLOOD_MS / 2);
    return '';
  }

  private async probes(): Promise<string> {
    await this.call('probes', String(PROBES));
    await delay(FLOOD_MS);
    const { rounds } = (await this.call('no more probes')) as { rounds: number };
    await eventually('the last values', async () => {
      const { probes } = await this.process();
      return probes.find(({ name }) => name === 'probe 0')?.value === rounds;
    });
    return `${rounds} times`;
  }

  private async packets(): Promise<string> {
    const before = (await this.process()).events.find(({ name }) => name === 'packet')?.count ?? 0;
    const startedAt = performance.now();
    const { sent } = (await this.call('packets', String(FLOOD_MS))) as { sent: number };
    await this.counted('packet', before + sent / 2);
    const perSecond = sent / ((performance.now() - startedAt) / 1_000);
    return `${sent.toLocaleString('en')}, ${Math.round(perSecond).toLocaleString('en')} a second`;
  }

  private async issues(): Promise<string> {
    const startedAt = performance.now();
    await this.call('issues', String(ISSUES));
    await eventually('all issues', async () => (await this.process()).issues.some(({ count }) => count === ISSUES));
    const perSecond = ISSUES / ((performance.now() - startedAt) / 1_000);
    return `all, ${Math.round(perSecond).toLocaleString('en')} a second`;
  }

  private async run(action: string, amount: number, lastEvent: string): Promise<string> {
    const startedAt = performance.now();
    await this.call(action, String(amount));
    await this.counted(lastEvent, 1);
    return `all, within ${Math.round(performance.now() - startedAt)} ms`;
  }

  private async counted(event: string, count: number): Promise<void> {
    await eventually(`the events "${event}"`, async () =>
      (await this.process()).events.some((candidate) => candidate.name === event && candidate.count === count),
    );
  }

  private async call(action: string, argument?: string): Promise<unknown> {
    const call = await this.api.runAction('floods', action, argument);
    if (call.kind !== 'replied') throw new Error(`"${action}": ${JSON.stringify(call)}`);
    return call.value;
  }

  private async process(): Promise<ApiProcess> {
    const [first] = (await this.api.snapshots()).flatMap(({ processes }) => processes);
    if (!first) throw new Error('The module is gone.');
    return first;
  }
}
