/** Something that runs a module and starts it anew when it is saved. */
export interface Tool {
  readonly name: string;
  /** Its own code runs in this process, so that what this thread does may delay it. */
  readonly isInThisProcess?: boolean;
  /** Starts the module in this folder; resolves with the file that its stdout ends up in. `scratch`: an empty folder. */
  start(folder: string, scratch: string): Promise<string>;
  /** Sets an option of the module in this folder, where the tool knows such things; the module is restarted for it. */
  readonly setOption?: (folder: string, key: string, value: string) => Promise<void>;
  /** Resolves when the module and all that belongs to the tool have ended. */
  stop(): Promise<void>;
}
