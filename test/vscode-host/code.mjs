#!/usr/bin/env node
// Stands in for the desktop's `code`, as `vscodeExecutablePath` of @vscode/test-electron.
import { tsImport } from 'tsx/esm/api';

const { code } = await tsImport('./code.ts', import.meta.url);
process.exitCode = await code(process.argv.slice(2));
