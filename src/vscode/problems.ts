import { commands, l10n, window, type LogOutputChannel } from 'vscode';
import { toError, UserError } from '../base/errors';
import { message, type Message } from '../base/message';
import type { Notice } from '../shared/coreApi';
import { CommandError } from './commandError';
import { localize } from './localize';
import { escapeLinks } from './plainText';
import { remedyButtons, type Button, type RemedyOptions } from './remedies';

type Severity = Notice['severity'];

export interface ProblemOptions extends Omit<RemedyOptions, 'again'> {
  readonly log: LogOutputChannel;
}

/** Says what went wrong, with the ways out as buttons. The only place that shows errors. */
export class Problems {
  constructor(private readonly options: ProblemOptions) {}

  /**
   * A `UserError` in its own words; anything else is a bug: logged with its stack, shown as one line. `again` does what
   * failed once more, after a button that changed what was in its way.
   */
  show(thrown: unknown, again?: () => unknown): void {
    const error = toError(thrown);
    if (error instanceof UserError) {
      this.options.log.info(error.message);
      // With a command as the way out nothing is broken: something is missing.
      this.tell(error instanceof CommandError ? 'warning' : 'error', error.detail, this.buttonsOf(error, again));
      return;
    }
    this.options.log.error(error);
    this.tell('error', message('PM2 Module Studio met a problem of its own: {0}', error.message), [
      { title: l10n.t('Show Log'), press: () => this.options.log.show() },
    ]);
  }

  /** Something that a person should know of, and did not ask for. */
  notice({ severity, message: text, remedies }: Notice): void {
    this.tell(severity, text, remedyButtons(remedies, this.options));
  }

  /** Lets a task run whose failure is shown and goes no further. */
  guard(task: Promise<unknown>): void {
    task.catch((error: unknown) => this.show(error));
  }

  private buttonsOf(error: UserError, again: (() => unknown) | undefined): Button[] {
    const ways = error instanceof CommandError ? error.commands : [];
    return [
      ...remedyButtons(error.remedies, { ...this.options, again }),
      ...ways.map(({ title, command }) => ({
        title: localize(title),
        press: () => commands.executeCommand(command),
      })),
    ];
  }

  private tell(severity: Severity, text: Message, buttons: readonly Button[]): void {
    this.guard(
      this.ask(severity, text, buttons).then(async (button) => {
        await button?.press();
      }),
    );
  }

  private async ask(severity: Severity, text: Message, buttons: readonly Button[]): Promise<Button | undefined> {
    const line = escapeLinks(localize(text));
    switch (severity) {
      case 'info':
        return window.showInformationMessage(line, ...buttons);
      case 'warning':
        return window.showWarningMessage(line, ...buttons);
      case 'error':
        return window.showErrorMessage(line, ...buttons);
    }
  }
}
