import path from 'node:path';
import { UserError } from '../../../base/errors';
import { message, type Message } from '../../../base/message';
import type { Crash } from '../../../shared/module';

/** What a person is told of a module in `folder` that did not last when it was installed. */
export function stoppedAtOnce(name: string, folder: string, crash: Crash): UserError {
  return new UserError(crash.isUnexplained ? ended(name, crash) : failed(name, folder, crash), crash.remedies);
}

function failed(name: string, folder: string, { summary, file, line }: Crash): Message {
  const said = summary.replace(/\.$/, '');
  if (file === undefined) return message('"{0}" stopped at once: {1}.', name, said);
  const place = path.relative(folder, file) + (line === undefined ? '' : `:${line}`);
  return message('"{0}" stopped at once: {1} ({2}).', name, said, place);
}

function ended(name: string, { exitCode, signal }: Crash): Message {
  if (signal !== undefined) return message('"{0}" was killed by {1} right after its start.', name, signal);
  if (exitCode === undefined || exitCode === 0) {
    return message(
      '"{0}" ended by itself right after its start. A module has to go on: a server, a timer or initModule() keeps it running, process.exit() ends it.',
      name,
    );
  }
  return message('"{0}" ended right after its start with exit code {1}, and wrote no error.', name, exitCode);
}
