/** A reporter for vitest that says once for each reason how many tests were skipped. */
export default class SkippedReporter {
  onTestRunEnd(modules) {
    const skipped = modules.flatMap((module) => [...module.children.allTests("skipped")]);
    for (const line of linesOfSkipped(skipped.map(skippedTest))) process.stdout.write(`${line}\n`);
  }
}

/** @returns what `linesOfSkipped` needs to know of a skipped test */
function skippedTest(test) {
  return { file: test.module.relativeModuleId, name: test.fullName, note: test.result().note };
}

/** One line for each reason, the most frequent first: "skipped 12: where there is no BLAS library". The reason is what the
 *  test gave to `context.skip(reason)`, else what stands in its name: "(skipped where there is no BLAS library)". Tests
 *  without a reason are listed by their file. */
export function linesOfSkipped(tests) {
  const counts = new Map();
  for (const test of tests) {
    const reason = reasonOf(test);
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  return [...counts]
    .toSorted(([a, countOfA], [b, countOfB]) => countOfB - countOfA || (a < b ? -1 : 1))
    .map(([reason, count]) => `skipped ${count}: ${reason}`);
}

function reasonOf({ file, name, note }) {
  return note ?? /\(skipped ([^()]+)\)/.exec(name)?.[1] ?? `no reason given, in ${file}`;
}
