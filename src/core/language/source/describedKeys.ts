/** Words of a README on one option that are shown; the rest is a click away. */
const MAX_DESCRIPTION = 300;

/**
 * What a README says about options: a list item or the row of a table that begins with the option's name, as published
 * modules describe theirs.
 */
export function describedKeys(readme: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const line of readme.split(/\r?\n/)) {
    const [key, text] = fromItem(line) ?? fromRow(line) ?? [];
    if (key !== undefined && text !== undefined && !found.has(key)) found.set(key, plain(text));
  }
  return found;
}

function fromItem(line: string): [string, string] | undefined {
  const quoted = /^\s*[-*+]\s+(?:\*\*)?`([^`]+)`(?:\*\*)?\s*[:\-–]?\s*(.+)$/.exec(line);
  const bare = /^\s*[-*+]\s+(?:\*\*)?([\w.-]+(?: \w+)?)(?:\*\*)?\s*(?:[:–]|-(?=\s)|(?=\())\s*(.+)$/.exec(line);
  const [, key, text] = quoted ?? bare ?? [];
  return key !== undefined && text !== undefined ? [key, text] : undefined;
}

function fromRow(line: string): [string, string] | undefined {
  const cells = line.split('|').map((cell) => cell.trim());
  if (cells.length < 4 || cells[0] !== '') return undefined;
  const key = cells[1]?.replace(/[`*]/g, '') ?? '';
  const text = cells
    .slice(2)
    .filter((cell) => cell !== '')
    .join(' · ');
  return /^\w[\w.-]*( \w+)?$/.test(key) && text !== '' ? [key, text] : undefined;
}

function plain(text: string): string {
  const words = text
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[`*]/g, '')
    .trim();
  return words.length > MAX_DESCRIPTION ? `${words.slice(0, MAX_DESCRIPTION)}…` : words;
}
