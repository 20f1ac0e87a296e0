/** What an output channel was given of the lines that a printer printed. */
export class ChannelCount {
  shown = 0;
  skipped = 0;
  last = -1;

  add(lines: readonly string[]): void {
    for (const line of lines) {
      const number = /\bL (\d+) x/.exec(line)?.[1];
      const skipped = /^… ([\d,]+) lines were skipped/.exec(line)?.[1];
      if (number !== undefined) this.last = Number(number);
      if (number !== undefined) this.shown += 1;
      if (skipped !== undefined) this.skipped += Number(skipped.replaceAll(',', ''));
    }
  }
}
