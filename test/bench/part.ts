import type { Aim } from './aims';
import type { Measured } from './measured';

/** One part of the measurements. `npm run bench <name>` runs it alone. */
export interface Part {
  readonly name: string;
  readonly measure: (scope: Scope) => Promise<Section>;
}

/** What a part is given. */
export interface Scope {
  /** How often each thing is measured. */
  readonly rounds: number;
  /** Empty; removed when all is over. */
  readonly folder: string;
}

/** What a part found. */
export interface Section {
  /** Markdown that begins with a heading of the second level. Nothing in it tells when or where it was made. */
  readonly text: string;
  /** For the table of all tools at the top of the page. */
  readonly columns?: readonly Column[];
  /** For the table of aims at its end. */
  readonly aims?: readonly Aim[];
}

/** The same thing measured with several tools. */
export interface Column {
  readonly title: string;
  readonly measured: readonly Measured[];
  /** What the others are divided by. */
  readonly reference: Measured;
}
