import type { JSONPath } from 'jsonc-parser';
import type { Message } from '../../base/message';
import type { Json } from '../../shared/probe';

/** Something that was found in package.json, for its author. */
export interface Finding {
  /** Stable name of the rule, such as `bin-string`. */
  readonly code: string;
  /** What it is about; where nothing stands there, about what should. */
  readonly path: JSONPath;
  readonly message: Message;
  /** Which part of that property; default: its name. */
  readonly part?: 'key' | 'value' | undefined;
  /** What belongs there instead, as far as that is certain: a name for a key, any value for a value. */
  readonly instead?: Json | undefined;
  /** It is no reason to look at the module. */
  readonly isMinor?: true | undefined;
}
