const SECRET_KEY = /password|passwd|token|secret|api[_-]?key|private[_-]?key/i;
/** Too common in other data to hide everywhere, but an option that is called a key is one. */
const KEY_OPTION = /(?:^|[_\-. ])[kK](?:ey|EY)$|[a-z0-9]Key$/;

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

/** The same of an option in a module's configuration. */
export function isSecretOption(key: string): boolean {
  return isSecretKey(key) || KEY_OPTION.test(key);
}
