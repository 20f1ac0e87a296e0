import path from 'node:path';
import { runExtensionTests } from './extensionTests';

/** How long a run of tests may take, in milliseconds. */
const DEFAULT_TIMEOUT_MS = 600_000;

/** Does what the desktop's `code` does with the arguments that @vscode/test-electron gives; resolves with the exit code. */
export async function code(args: readonly string[]): Promise<number> {
  const { options, targets } = parse(args);
  const extensionTestsPath = options.get('extensionTestsPath')?.at(-1);
  if (!extensionTestsPath) throw new Error('This stand-in for VS Code only runs extension tests.');
  const userDataFolder = options.get('user-data-dir')?.at(-1);
  const extensionsFolder = options.get('extensions-dir')?.at(-1);
  return runExtensionTests({
    extensionDevelopmentPaths: options.get('extensionDevelopmentPath') ?? [],
    extensionTestsPath,
    target: targets[0] === undefined ? undefined : path.resolve(targets[0]),
    server: {
      trust: options.has('disable-workspace-trust') ? 'trusted' : 'restricted',
      ...(userDataFolder ? { userDataFolder: path.resolve(userDataFolder) } : {}),
      ...(extensionsFolder ? { extensionsFolder: path.resolve(extensionsFolder) } : {}),
    },
    timeoutMs: Number(process.env.VSCODE_HOST_TIMEOUT_MS) || DEFAULT_TIMEOUT_MS,
    print: (line) => console.log(line),
    isVerbose: process.env.VSCODE_HOST_VERBOSE === '1',
  });
}

/** `--name=value` and `--name` by their names; what is neither names the folder or workspace to open. */
function parse(args: readonly string[]): { options: Map<string, string[]>; targets: string[] } {
  const options = new Map<string, string[]>();
  const targets: string[] = [];
  for (const arg of args) {
    const [, name, value] = /^--([^=]+)(?:=(.*))?$/s.exec(arg) ?? [];
    if (name === undefined) targets.push(arg);
    else options.set(name, [...(options.get(name) ?? []), ...(value ? [value] : [])]);
  }
  return { options, targets };
}
