import type { TrafficTopic } from './trafficLine';

/**
 * Which messages the traffic channel shows. A pattern is the kind of a message (`axm:monitor`, `action`), the name in it
 * (`flush cache`), or both (`axm:reply flush cache`); `*` stands for any characters. With `!` before it, it hides.
 */
export class TrafficFilter {
  private readonly shown: readonly RegExp[];
  private readonly hidden: readonly RegExp[];

  constructor(patterns: readonly string[] = []) {
    const all = patterns.map((pattern) => pattern.trim()).filter((pattern) => pattern !== '' && pattern !== '!');
    this.shown = all.filter((pattern) => !pattern.startsWith('!')).map(toRegExp);
    this.hidden = all.filter((pattern) => pattern.startsWith('!')).map((pattern) => toRegExp(pattern.slice(1).trim()));
  }

  /** Without a pattern that shows, everything is shown that none hides. */
  shows({ kind, name }: TrafficTopic): boolean {
    const texts = name === undefined ? [kind] : [kind, name, `${kind} ${name}`];
    const matches = (pattern: RegExp): boolean => texts.some((text) => pattern.test(text));
    return (this.shown.length === 0 || this.shown.some(matches)) && !this.hidden.some(matches);
  }
}

function toRegExp(pattern: string): RegExp {
  // Runs of stars would make the search take very long.
  const parts = pattern.split(/\*+/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'isu');
}
