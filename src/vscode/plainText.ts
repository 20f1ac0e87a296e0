/**
 * Untrusted text in places of the editor that give characters a meaning.
 */

/** For quick picks, the status bar and progress: `$(name)` would become an icon there. */
export function escapeIcons(text: string): string {
  return text.replaceAll('$(', '\\$(');
}

/** For notifications and input boxes: `[text](command:…)` would become a link there. */
export function escapeLinks(text: string): string {
  return text.replaceAll('](', '] (');
}

/** One line of at most `maxLength` characters; what is longer ends in `…`. */
export function oneLine(text: string, maxLength: number): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > maxLength ? `${line.slice(0, maxLength - 1)}…` : line;
}

/** Published modules reply in HTML: `<br>` is a line break, everything else is text as it stands. */
export function breakLines(text: string): string {
  return text.replace(/<br\s*\/?>/gi, '\n');
}
