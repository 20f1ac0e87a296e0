const SECRET_KEY = /password|passwd|token|secret|api[_-]?key|private[_-]?key/i;

/** Whether a key reads as if its value were not for everybody's eyes. */
export function isSecretKey(key: string): boolean {
  return SECRET_KEY.test(key);
}
