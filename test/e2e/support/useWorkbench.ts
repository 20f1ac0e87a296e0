import { Workbench, type WorkbenchOptions } from './workbench';

/**
 * To be called in a `describe`: opens a workbench before its first test, closes it after the last, and returns a
 * function that gives it. Of a test that failed it keeps what was on screen, as `failed <name>`.
 */
export function useWorkbench(options: () => WorkbenchOptions): () => Workbench {
  let workbench: Workbench | undefined;
  const current = (): Workbench => {
    if (!workbench) throw new Error('The workbench is not open.');
    return workbench;
  };
  before(async () => {
    workbench = await Workbench.open(options());
  });
  afterEach(async function () {
    const { currentTest } = this;
    if (currentTest?.state !== 'failed') return;
    const picture = workbench?.screenshot(`failed ${currentTest.title.replace(/\W+/g, ' ')}`);
    await picture?.catch(() => undefined); // of a page that is closed there is none
  });
  after(() => workbench?.close());
  return current;
}
