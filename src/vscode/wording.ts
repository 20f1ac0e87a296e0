import type { Message } from '../base/message';
import type { Format } from './format';

/** What turns facts into words: the editor's language, its numbers, and the time to which `12 s ago` refers. */
export interface Wording {
  readonly say: (message: Message) => string;
  readonly format: Format;
  /** Milliseconds since the epoch. */
  readonly now: number;
}
