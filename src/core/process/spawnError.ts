import { existsSync } from 'node:fs';
import path from 'node:path';
import { errorCode, toError, UserError } from '../../base/errors';
import { message } from '../../base/message';

/** What a process was to be started with. */
interface Attempt {
  readonly command: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Absolute path of the start file. */
  readonly entry: string;
}

const BYTES_PER_KB = 1024;

/** Why the system did not start a process, in words: Node names the command even when the folder or a variable is at fault. */
export function spawnError(thrown: unknown, { command, cwd, env, entry }: Attempt): UserError {
  const options = { cause: thrown };
  const name = path.basename(entry);
  const code = errorCode(thrown);
  if (code === 'E2BIG') {
    const [variable, size] = largest(env);
    const text = message(
      '"{0}" could not be started: its environment is larger than the system takes. The variable "{1}" alone has {2} KB: shorten it, or have the module read it from a file.',
      name,
      variable,
      Math.round(size / BYTES_PER_KB),
    );
    return new UserError(text, [], options);
  }
  if (!existsSync(cwd)) {
    return new UserError(message('"{0}" could not be started: its folder {1} is gone.', name, cwd), [], options);
  }
  const reason = code ?? toError(thrown).message;
  return new UserError(message('"{0}" could not be started with {1}: {2}.', name, command, reason), [], options);
}

function largest(env: Readonly<Record<string, string>>): [name: string, bytes: number] {
  return Object.entries(env)
    .map(([name, value]): [string, number] => [name, Buffer.byteLength(value)])
    .reduce((one, other) => (other[1] > one[1] ? other : one), ['', 0]);
}
