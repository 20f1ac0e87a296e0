/**
 * Prints what became of each ring, the failures, and as the last line `N passed, N failed`.
 * @param {import('./runRing.mjs').RingResult[]} results
 * @returns {number} how many failed
 */
export function printSummary(results) {
  const width = Math.max(...results.map(({ name }) => name.length)) + 2;
  console.log(`\n━━ summary ${'━'.repeat(53)}`);
  console.log(`${''.padEnd(width)}${'passed'.padStart(8)}${'failed'.padStart(8)}${'seconds'.padStart(10)}`);
  for (const { name, passed, failures, seconds, note } of results) {
    const numbers = [String(passed).padStart(8), String(failures.length).padStart(8), seconds.toFixed(1).padStart(10)];
    console.log(name.padEnd(width) + (note ?? numbers.join('')));
  }
  const failures = results.flatMap(({ name, failures }) => failures.map((failure) => ({ ring: name, ...failure })));
  if (failures.length > 0) console.log('\nFailed:');
  for (const { ring, title, message } of failures) {
    console.log(`  ${ring}: ${title}\n${message.replace(/^/gm, '      ')}`);
  }
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  console.log(`\n${passed} passed, ${failures.length} failed`);
  return failures.length;
}
