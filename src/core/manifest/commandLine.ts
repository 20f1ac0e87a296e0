/**
 * Splits arguments that stand in one text, as PM2 does: at white space, not within quotes. Quotes around a whole
 * argument are taken off, those of `--name="a b"` stay.
 */
export function splitArguments(text: string): string[] {
  const found = text.matchAll(/[\w-]+="[^"]*"|[\w-]+='[^']*'|"([^"]*)"|'([^']*)'|\S+/g);
  return [...found].map(([whole, inDouble, inSingle]) => inDouble ?? inSingle ?? whole).filter((part) => part.trim());
}
