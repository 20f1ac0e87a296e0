import type { Message } from '../../../base/message';

/** A way out of a problem: what the text becomes, or a file that is made. */
export interface Way {
  readonly title: Message;
  readonly after?: string;
  readonly createFile?: string;
}
