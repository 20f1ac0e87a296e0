import type { ModuleId, ModuleSnapshot } from '../../shared/module';
import type { Row } from './row';

/** A row that tells an age is made anew after this time, in milliseconds: a little less than from one look at ages to the next. */
const MAX_AGE_MS = 4_500;

interface Made {
  readonly module: ModuleSnapshot;
  readonly row: Row;
  /** What else the row was made from. */
  readonly options: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** Keeps the rows of modules that have not changed since they were made: with 50 modules, most of them each time. */
export class RowMemo {
  private made = new Map<ModuleId, Made>();

  /** The rows of all modules that there are. `now` in milliseconds since the epoch. */
  rows(modules: readonly ModuleSnapshot[], now: number, make: (module: ModuleSnapshot) => Making): readonly Row[] {
    const before = this.made;
    this.made = new Map();
    return modules.map((module) => {
      const { options, row } = make(module);
      const known = before.get(module.id);
      const isSame = known?.module === module && known.options === options && Math.abs(now - known.at) < MAX_AGE_MS;
      const made = isSame ? known : { module, options, at: now, row: row() };
      this.made.set(module.id, made);
      return made.row;
    });
  }
}

/** How a row is made. */
export interface Making {
  /** Another text is another row. */
  readonly options: string;
  readonly row: () => Row;
}
