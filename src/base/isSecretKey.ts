const SECRET_KEY = /password|passwd|token|secret|api[_-]?key|private[_-]?key/i;

/** Whether a key reads as if its value were not for everybody's eyes. */
export function isSecretKey(key: string): boolean {
  return SECRET_KEY.test(key);
}

/** Shown instead of a secret. */
export const MASK = '••••••';

/** Whether `value` must not be shown because of the key that it stands under. */
export function hidesValue(key: string, value: unknown): boolean {
  return value !== null && value !== '' && typeof value !== 'boolean' && isSecretKey(key);
}
