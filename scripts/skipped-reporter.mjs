/** A reporter for vitest that lists every skipped test with the reason given to `context.skip(reason)`. */
export default class SkippedReporter {
  onTestRunEnd(modules) {
    for (const module of modules) {
      for (const test of module.children.allTests("skipped")) {
        const reason = test.result().note ?? "no reason given";
        process.stdout.write(`skipped: ${module.relativeModuleId} > ${test.fullName} (${reason})\n`);
      }
    }
  }
}
