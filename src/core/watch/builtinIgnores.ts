/** Source code: what a folder for logs may hold all the same, and what counts the moment it is created. */
export const codePattern = /\.[cm]?[jt]sx?$/i;

interface Builtin {
  /** What the log calls it. */
  readonly reason: string;
  /** Tested with one name of the path, from the module's folder down. */
  readonly folder?: RegExp;
  readonly file?: RegExp;
}

/** The one list of what never restarts a module. Whatever a module has loaded counts nevertheless. */
const builtins: readonly Builtin[] = [
  { reason: 'dependencies', folder: /^(?:node_modules|bower_components)$/ },
  { reason: 'swap, backup or temporary file', file: /~$|^4913$|^#.*#$|^\.#|\.(?:sw[a-z]|bak|orig|rej|part|crswap)$/i },
  { reason: 'swap, backup or temporary file', file: /\.tmp(?:[-.]\w+)*$|\.temp$|\.\w+\.\d{5,}$|^sed\w{6}$/i },
  { reason: 'swap, backup or temporary file', file: /^___jb_(?:tmp|old|bak)___|___jb_(?:tmp|old|bak)___$/ },
  // `.env` and its variants are configuration; every other dot-name is nobody's source.
  { reason: 'hidden', folder: /^\./, file: /^\.(?!env(?:\..+)?$)/ },
  { reason: 'Markdown', file: /\.(?:md|markdown)$/i },
  {
    reason: 'documentation',
    file: /\.(?:rst|adoc)$|^(?:licen[cs]e|changelog|authors|contributors|notice)(?:\.txt)?$/i,
  },
  { reason: 'log', file: /\.log(?:\.\d+|[.-]\d{4}-?\d\d-?\d\d\S*)?(?:\.gz)?$|\.pid$/i },
  { reason: 'lock file', file: /^(?:package-lock|npm-shrinkwrap)\.json$|^pnpm-lock\.yaml$|^bun\.lockb$|\.lock$/i },
  { reason: 'image', file: /\.(?:png|jpe?g|gif|webp|avif|ico|bmp|tiff?|svg)$/i },
  { reason: 'desktop file', file: /^(?:Thumbs\.db|desktop\.ini)$/i },
  { reason: 'editor settings', file: /\.code-workspace$/i },
  { reason: 'types', file: /\.d\.[cm]?ts$|\.tsbuildinfo$/i },
  {
    reason: 'profile or snapshot',
    file: /\.(?:heapsnapshot|heapprofile|cpuprofile)$|^report\.\d{8}\.\d{6}\..*\.json$/i,
  },
  { reason: 'database journal', file: /-(?:journal|wal|shm)$/i },
  { reason: 'compiled Python', folder: /^__pycache__$/ },
];

/** Why a path is of no interest to a running module; undefined when it may be. Built-in rules only. */
export function builtinReason(relativePath: string, isDirectory: boolean): string | undefined {
  const names = relativePath.split('/');
  const file = isDirectory ? undefined : names.pop();
  if (names[0] === 'coverage') return 'coverage';
  for (const { reason, folder, file: filePattern } of builtins) {
    if (folder && names.some((name) => folder.test(name))) return reason;
    if (file !== undefined && filePattern?.test(file)) return reason;
  }
  if (file !== undefined && names.includes('logs') && !codePattern.test(file)) return 'log';
  return undefined;
}
