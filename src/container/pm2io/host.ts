import { readFileSync } from 'node:fs';

/**
 * Stands for `require.main` and `require(<package.json>)` in the bundled `@pm2/io` (see scripts/pm2ioPlugin.mjs): it
 * looks for the module's package.json beside the main module, and starts before there is one.
 */
export const host: {
  main: { readonly filename: string; readonly paths: readonly string[] } | undefined;
  readPackage(file: string): unknown;
  /** What has to know that only now the module begins. */
  readonly whenBegun: (() => void)[];
  begin(): void;
} = {
  main: undefined,
  /** Reads anew: `@pm2/io` changes the `config` in what it gets, and the module may require its package.json too. */
  readPackage: (file) => JSON.parse(readFileSync(file, 'utf8')) as unknown,
  whenBegun: [],
  begin: () => {
    for (const tell of host.whenBegun.splice(0)) tell();
  },
};
