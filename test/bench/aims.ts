import { studioName } from './adapters/studio';
import { coldIn, limitName } from './contest';
import { median, type Measured } from './measured';
import type { RestartAim } from './modules';
import type { Column } from './part';
import { markdownTable } from './table';

/** What a figure should be, and is. */
export interface Aim {
  /** Of what, such as `save, no library`. */
  readonly what: string;
  /** What it is to be, in words. */
  readonly wanted: string;
  /** What it is, in words. */
  readonly found: string;
  /** How much of it is too much: 0.1 when a tenth should go; 0 or less where the aim is met. */
  readonly excess: number;
  /** Why it is missed, if it is. */
  readonly why: string;
}

const PERCENT = 100;

/** Something should be so much at most. */
export function atMost(
  what: string,
  value: number,
  { most, unit, why }: { most: number; unit: string; why: string },
): Aim {
  const text = (number: number): string => (Number.isInteger(number) ? String(number) : number.toFixed(2)) + unit;
  return {
    what,
    wanted: `at most ${text(most)}`,
    found: text(value),
    excess: most > 0 ? value / most - 1 : value,
    why,
  };
}

/**
 * The aims of a column, in which others than the extension are tools, but for the cold start and its limit. In a state such as that
 * of a busy editor it is compared with a cold start in the same state.
 */
export function columnAims({ title, measured, reference }: Column, { most, timesFaster, why }: RestartAim): Aim[] {
  const time = ({ timesMs }: Measured): number => median(timesMs);
  const ours = measured.filter(({ name }) => name.startsWith(studioName));
  const isCold = ({ name }: Measured): boolean => name === limitName || name.startsWith(reference.name);
  const tools = measured.filter((each) => !ours.includes(each) && !isCold(each));
  const [best] = tools.toSorted((one, other) => time(one) - time(other));
  const ratios = ours.map((each) => {
    const state = each.name.slice(studioName.length);
    const cold = measured.find(({ name }) => name === coldIn(state)) ?? reference;
    return atMost(title + state, time(each) / time(cold), { most, unit: '×', why });
  });
  const [first] = ours;
  if (!first || !best) return ratios;
  const faster = time(best) / time(first);
  return [
    ...ratios,
    {
      what: title,
      wanted: `${timesFaster} times faster than the best other tool`,
      found: `${faster.toFixed(1)} times faster than ${best.name}`,
      excess: timesFaster / faster - 1,
      why,
    },
  ];
}

/** All aims with what became of them, and the reasons of those that are missed. */
export function aimsSection(aims: readonly Aim[]): string {
  const missed = aims.filter(({ excess }) => excess > 0);
  const reasons = [...new Set(missed.map(({ why }) => why))].map(
    (why) => `- ${[...new Set(missed.filter((aim) => aim.why === why).map(({ what }) => what))].join('; ')}: ${why}`,
  );
  const rows = aims.map(({ what, wanted, found, excess }) => [
    what,
    wanted,
    found,
    excess > 0 ? `missed by ${Math.ceil(excess * PERCENT)} %` : 'met',
  ]);
  return `## Aims

${markdownTable(['', 'aim', 'measured', ''], rows)}
${missed.length > 0 ? `\nWhy those that are missed are:\n\n${reasons.join('\n')}\n` : ''}`;
}
