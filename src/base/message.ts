/** A text for people that is not in their language yet: `{0}` in `text` stands for the first of `args`. Cloneable. */
export interface Message {
  readonly text: string;
  readonly args: readonly (string | Message)[];
}

/** Makes a {@link Message}. The text is the key of its translations, so it must be a literal. */
export function message(text: string, ...args: readonly (string | number | Message)[]): Message {
  return { text, args: args.map((arg) => (typeof arg === 'number' ? String(arg) : arg)) };
}

/** The message in English. */
export function formatMessage({ text, args }: Message): string {
  return text.replace(/\{(\d+)\}/g, (hole, index: string) => {
    const arg = args[Number(index)];
    if (arg === undefined) return hole;
    return typeof arg === 'string' ? arg : formatMessage(arg);
  });
}
