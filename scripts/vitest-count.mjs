import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { root, run } from "./run.mjs";

/** Runs the whole test suite, its output shown as it comes, and counts what vitest's JSON report says.
 *  A run that ends without a report, or with an error code but no failed test, counts as one failure.
 *  @returns {Promise<{ passed: number, failed: number, skipped: number, failures: string[] }>} */
export async function runVitest(folder, limit) {
  const file = join(folder, "vitest.json");
  const reporters = ["--reporter=default", "--reporter=./scripts/skipped-reporter.mjs", "--reporter=json"];
  const projects = ["--project=sources", "--project=built"];
  const { ok, output } = await run(
    "vitest",
    ["run", ...projects, ...reporters, `--outputFile.json=${file}`],
    {
      ...limit,
      show: true,
    },
  );
  const report = readReport(file);
  if (report === undefined) {
    return {
      passed: 0,
      failed: 1,
      skipped: 0,
      failures: [`vitest: ended without a report. ${output}`.trim()],
    };
  }
  const failures = report.testResults.flatMap(failuresOf);
  if (!ok && failures.length === 0)
    failures.push(`vitest: ended badly though no test failed. ${output}`.trim());
  return {
    passed: report.numPassedTests,
    failed: failures.length,
    skipped: report.numPendingTests + report.numTodoTests,
    failures,
  };
}

/** What failed of one test file: its tests, or the file itself if it failed before any test ran. */
function failuresOf({ name, status, message, assertionResults }) {
  const file = relative(root, name);
  const tests = assertionResults.filter((test) => test.status === "failed");
  if (tests.length > 0) return tests.map((test) => `${file}: ${test.fullName.trim()}`);
  return status === "failed" ? [`${file}: ${message}`] : [];
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    // vitest was ended before it wrote the report, or while it did
    return undefined;
  }
}
