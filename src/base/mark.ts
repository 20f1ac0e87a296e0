import { channel } from 'node:diagnostics_channel';

/** What {@link mark} publishes. */
export interface Mark {
  readonly name: MarkName;
  /** Milliseconds since the epoch, with fractions. */
  readonly at: number;
}

/** The moments between a save and the life that answers it, in their order. */
export type MarkName =
  /** A file system event, or the editor, has told of a change. */
  | 'seen'
  /** Its content is worth a restart. */
  | 'decided'
  /** The next life is planned, and the process of the life before was asked to end. */
  | 'asked'
  /** The life before runs no code any more, and holds nothing that the next one may need. */
  | 'gone'
  /** The process of the next life was told to begin. */
  | 'begun';

/** The name of the diagnostics channel; who measures the core subscribes to it within the core's thread. */
export const MARKS = 'pm2-modules.marks';

const marks = channel(MARKS);

/** Tells who measures, if anybody does, that a restart has come so far. */
export function mark(name: MarkName): void {
  if (marks.hasSubscribers) marks.publish({ name, at: performance.timeOrigin + performance.now() } satisfies Mark);
}
