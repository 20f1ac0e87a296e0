/** Resolves with the executable of a desktop VS Code. */
export function downloadDesktopVscode(root: string): Promise<string>;
