import { MarkdownString } from 'vscode';
import type { ConfigKey } from '../../../shared/sourceApi';

/** Characters of a default that are shown. */
const MAX_DEFAULT = 80;

/** `days_interval: number = 30`. */
export function signatureOf({ name, type, default: value }: ConfigKey): string {
  const shown = value.length > MAX_DEFAULT ? `${value.slice(0, MAX_DEFAULT)}…` : value;
  return `${name}: ${type} = ${shown}`;
}

/** What the README says of an option, as plain text: it comes from the workspace. */
export function descriptionOf({ description = '' }: ConfigKey): MarkdownString {
  return new MarkdownString().appendText(description);
}
