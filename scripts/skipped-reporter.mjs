/** A reporter for vitest that lists every skipped test. The reason stands in its name, or is what it gave to
 *  `context.skip(reason)`. */
export default class SkippedReporter {
  onTestRunEnd(modules) {
    for (const module of modules) {
      for (const test of module.children.allTests("skipped")) {
        const { note } = test.result();
        const reason = note === undefined ? "" : ` (${note})`;
        process.stdout.write(`skipped: ${module.relativeModuleId} > ${test.fullName}${reason}\n`);
      }
    }
  }
}
