// Makes a fresh copy of the sample module in .test/sample, for a VS Code that is started by F5.
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { require as requireTypeScript } from 'tsx/cjs/api';

const folder = path.resolve(import.meta.dirname, '..', '.test', 'sample');
const { installModule } = requireTypeScript('../test/support/modulePackages.ts', import.meta.url);
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
installModule('hello-module', folder);
