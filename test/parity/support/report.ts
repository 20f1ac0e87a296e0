import type { ListedDifference } from '../differences';
import type { Difference } from './compare';

interface Judged {
  readonly difference: Difference;
  readonly listing: ListedDifference | undefined;
}

/** How many modules are as PM2 recorded them, and why what differs does. */
export class Report {
  /** Modules by the reason of a difference. */
  readonly reasons = new Map<string, Set<string>>();
  /** Processes that had to be ended by force. */
  readonly left: string[] = [];
  private readonly lines: string[] = [];
  private modules = 0;
  private equalModules = 0;
  private compared = 0;
  private different = 0;

  add(module: string, compared: number, differences: readonly Judged[]): void {
    const unlisted = differences.filter(({ listing }) => !listing);
    for (const { listing } of differences) {
      if (!listing) continue;
      const modules = this.reasons.get(listing.reason) ?? new Set();
      this.reasons.set(listing.reason, modules.add(module));
    }
    this.modules += 1;
    this.equalModules += unlisted.length === 0 ? 1 : 0;
    this.compared += compared;
    this.different += differences.length;
    this.lines.push(`${module}: ${compared - differences.length} of ${compared} facts are equal`);
    for (const { difference } of unlisted) {
      this.lines.push(`  ${difference.path}: ${shown(difference.recorded)} with PM2, ${shown(difference.here)} here`);
    }
  }

  addLeft(commands: readonly string[]): void {
    this.left.push(...commands);
  }

  print(): void {
    const reasons = [...this.reasons].map(([reason, modules]) => `- ${reason} (${[...modules].join(', ')})`);
    const total = [
      `${this.equalModules} of ${this.modules} modules are as PM2 recorded them.`,
      `Of ${this.compared} facts about them, ${this.compared - this.different} are equal; the reasons of the others:`,
    ].join(' ');
    console.log(['', ...this.lines, '', total, ...reasons].join('\n'));
  }
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}
