import Module from 'node:module';
import { fileURLToPath } from 'node:url';

/** Published by Node when an import begins: that of an ES module as start file, or an `import()`. */
const IMPORT_BEGINS = 'tracing:module.import:start';
/** Stack frames that a hook puts between the line that loads and the error that says why it cannot; ten are shown. */
const HOOK_FRAMES = 5;

/**
 * Calls back with the absolute path of every file that an ES module imports, where Node has synchronous hooks (22.15).
 * A hook stands in the stack of each "Cannot find module", so a module that is CommonJS throughout gets none. A load
 * hook would not show there, but in some versions (22.15, 24.0) it gives imported CommonJS modules another `require`.
 */
export function onDidResolveEsModule(listener: (file: string) => void): void {
  const { registerHooks } = Module as Partial<Pick<typeof Module, 'registerHooks'>>;
  if (!registerHooks) return;
  const { subscribe, unsubscribe } = process.getBuiltinModule('node:diagnostics_channel');
  const onImport = (): void => {
    unsubscribe(IMPORT_BEGINS, onImport);
    registerHooks({
      resolve: (specifier, context, nextResolve) => {
        const limit = Error.stackTraceLimit;
        Reflect.set(Error, 'stackTraceLimit', limit + HOOK_FRAMES); // may be frozen
        try {
          const resolved = nextResolve(specifier, context);
          if (resolved.url.startsWith('file:')) listener(fileURLToPath(resolved.url));
          return resolved;
        } finally {
          // No catch: thrown again, an error would be printed with our line instead of its own.
          Reflect.set(Error, 'stackTraceLimit', limit);
        }
      },
    });
  };
  subscribe(IMPORT_BEGINS, onImport);
}
