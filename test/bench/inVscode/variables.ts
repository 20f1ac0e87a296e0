/** Where the code in the extension host finds what it is to know, in its environment. */
export const resultVariable = 'PM2_MODULES_BENCH_RESULT';
export const inputVariable = 'PM2_MODULES_BENCH_INPUT';
