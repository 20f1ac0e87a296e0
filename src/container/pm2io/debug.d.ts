/** The part of the package `debug` that is used here. */
declare module 'debug' {
  /** Replaces the names of areas that print; see the environment variable `DEBUG`. */
  export function enable(areas: string): void;
}
