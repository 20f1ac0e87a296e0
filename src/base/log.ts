/** The four levels that our own log has. `error` a bug, `warn` degraded, `info` lifecycle, `debug` one line per decision. */
export interface Log {
  error(text: string): void;
  warn(text: string): void;
  info(text: string): void;
  debug(text: string): void;
}

/** Says nothing. */
export const nullLog: Log = {
  error: () => undefined,
  warn: () => undefined,
  info: () => undefined,
  debug: () => undefined,
};
