export const isSupported: boolean;
export function ensureVscodeHost(): void;
