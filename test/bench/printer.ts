import { writeModule } from '../support/writeModule';

export const LINE_BYTES = 100;
/** The module begins to print so long after its start, when its tool has nothing left to do for it. In milliseconds. */
export const PAUSE_MS = 2_500;

/** How a module ends after it has printed. */
export type Ending = 'stays' | 'process.exit' | 'throw';

export interface Print {
  /** Pieces of the length of a line. */
  readonly lines: number;
  /** Numbered lines; random bytes; one line that is as long as all. A last numbered line comes after the other two. */
  readonly what: 'lines' | 'noise' | 'one line';
  readonly ending: Ending;
  /** The file that the module writes the time to when it begins to print. */
  readonly started: string;
}

/** Writes a module that prints very much, and returns its folder. */
export function writePrinter(parent: string, print: Print): string {
  const manifest = { apps: [{ script: 'index.js', autorestart: false }] };
  return writeModule(parent, 'printer', { 'index.js': source(print) }, manifest);
}

function source({ lines, what, ending, started }: Print): string {
  const pieces = {
    lines: 'line(number)',
    noise: `crypto.randomBytes(${LINE_BYTES})`,
    'one line': `'x'.repeat(${LINE_BYTES})`,
  };
  const last = what === 'lines' ? '' : `process.stdout.write('\\n' + line(${lines} - 1));`;
  const ends = {
    stays: 'setInterval(() => {}, 1e6);',
    'process.exit': 'process.exit();',
    throw: "throw new Error('end');",
  };
  const waits = ending === 'stays' ? "return process.stdout.once('drain', print);" : '';
  return `const crypto = require('crypto');
const line = (number) => ('L ' + number + ' ').padEnd(${LINE_BYTES - 1}, 'x') + '\\n';
let number = 0;
const print = () => {
  while (number < ${lines}) {
    const piece = ${pieces[what]};
    number += 1;
    if (!process.stdout.write(piece)) { ${waits} }
  }
  ${last}
  ${ends[ending]}
};
setTimeout(() => {
  require('fs').writeFileSync(${JSON.stringify(started)}, String(Date.now()));
  print();
}, ${PAUSE_MS});
`;
}
