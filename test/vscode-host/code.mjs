#!/usr/bin/env node
// Stands in for the desktop's `code`, as `vscodeExecutablePath` of @vscode/test-electron.
import { require as requireTypeScript } from 'tsx/cjs/api';

const { code } = requireTypeScript('./code.ts', import.meta.url);
process.exitCode = await code(process.argv.slice(2));
