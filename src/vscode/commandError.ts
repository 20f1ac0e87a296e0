import { UserError } from '../base/errors';
import type { Message } from '../base/message';

/** A way out that only the editor has: one of its commands. */
export interface EditorRemedy {
  readonly title: Message;
  readonly command: string;
}

/** A problem whose way out is a command of the editor. */
export class CommandError extends UserError {
  constructor(
    detail: Message,
    readonly commands: readonly EditorRemedy[],
  ) {
    super(detail);
  }
}
