/** Something that runs a module and starts it anew when it is saved. */
export interface Tool {
  readonly name: string;
  /** Its own code runs in this process, so that what this thread does may delay it. */
  readonly isInThisProcess?: boolean;
  /** Starts the module in this folder; resolves with the file that its stdout ends up in. `scratch`: an empty folder. */
  start(folder: string, scratch: string): Promise<string>;
  /** Resolves when the module and all that belongs to the tool have ended. */
  stop(): Promise<void>;
}
