import { setFlagsFromString } from 'node:v8';

/** Whatever is compiled meanwhile is compiled with all its functions: else each is compiled when it is called first. */
export function compileWholly<T>(act: () => T): T {
  setFlagsFromString('--no-lazy');
  try {
    return act();
  } finally {
    setFlagsFromString('--lazy');
  }
}
