/** Options of Node by which somebody else's code may see each file that is loaded. */
const HOOKS = /(^|\s)(-r|--require|--import|--loader|--experimental-loader)\b/;

/** Whether somebody else's code, or Node's measure of coverage, may see each file that is loaded. */
export function hasLoaderHooks(): boolean {
  const { NODE_OPTIONS, NODE_V8_COVERAGE } = process.env;
  return NODE_V8_COVERAGE !== undefined || HOOKS.test([...process.execArgv, NODE_OPTIONS].join(' '));
}
