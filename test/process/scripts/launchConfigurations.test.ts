import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { rings } from '../../../scripts/testRun/rings.mjs';
import { projectRoot } from '../../support/projectRoot';

interface Configuration {
  readonly name: string;
  readonly program?: string;
  readonly args: readonly string[];
  readonly preLaunchTask?: string;
}

function read(file: string): unknown {
  return JSON.parse(readFileSync(path.join(projectRoot, '.vscode', file), 'utf8'));
}

describe('the launch configurations', () => {
  const { configurations } = read('launch.json') as { configurations: Configuration[] };

  it('begin with the extension on the sample module, which F5 starts', () => {
    const [first] = configurations;
    assert.equal(first?.name, 'Extension on the sample module');
    assert.ok(first.args.includes('--extensionDevelopmentPath=${workspaceFolder}'));
    assert.match(first.args.at(-1) ?? '', /hello-module$/);
  });

  it('run each ring of tests by its name', () => {
    const names = rings.map(({ name }) => name).filter((name) => name !== 'build');
    const run = configurations.flatMap(({ name, args }) => (name === `Ring: ${args[0]}` ? [args[0]] : []));
    assert.deepEqual(run, names);
  });

  it('name tasks and programs that exist', () => {
    const { tasks } = read('tasks.json') as { tasks: { label: string }[] };
    const labels = tasks.map(({ label }) => label);
    for (const { name, preLaunchTask, program } of configurations) {
      if (preLaunchTask !== undefined) assert.ok(labels.includes(preLaunchTask), name);
      if (program !== undefined) assert.ok(existsSync(program.replace('${workspaceFolder}', projectRoot)), name);
    }
  });
});
