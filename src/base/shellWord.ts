/** What no POSIX shell gives a meaning to. */
const PLAIN = /^[\w@%+=:,./-]+$/;

/** A text as one word of a POSIX shell's command line, whatever is in it: `$(…)` and quotes stay text. */
export function shellWord(text: string): string {
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
