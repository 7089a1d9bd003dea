// npm test: sets the checkout up, runs every check and every test, and ends with the count of both.

import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { checks } from "./checks.mjs";
import { closingLine } from "./closing-line.mjs";
import { setUp } from "./setup.mjs";
import { runVitest } from "./vitest-count.mjs";

// for machines that are slower than that, or busy
const minutesInAll = Number(process.env.RETROGRAD_TEST_MINUTES || 25);
const minutesPerCheck = minutesInAll / 5;

const deadline = performance.now() + minutesInAll * 60_000;
const minutesLeft = () => Math.max(0.1, (deadline - performance.now()) / 60_000);

const failures = [];
let passedCount = 0;
let skipped = 0;

try {
  const failedStage = await setUp();
  if (failedStage !== undefined) failures.push(`set-up: ${failedStage}`);
  // after a failed build, tests of the sources still run; without Node or packages nothing can
  if (failedStage === undefined || failedStage === "build") await runEverything();
} catch (error) {
  failures.push(`npm test itself: ${error.stack}`);
}
for (const failure of failures) console.log(`failed: ${failure}`);
console.log(closingLine({ passed: passedCount, failed: failures.length, skipped }));
process.exitCode = failures.length > 0 ? 1 : 0;

async function runCheck({ name, work }) {
  const { ok, output, seconds } = await work({ minutes: Math.min(minutesPerCheck, minutesLeft()) });
  console.log(`${ok ? "pass" : "FAIL"}  ${name}  ${seconds.toFixed(1)} s`);
  if (ok) passedCount++;
  else {
    failures.push(name);
    console.log(output);
  }
}

/** Starts as many jobs at a time as there are processors, in order. */
async function atTheSameTime(jobs) {
  const waiting = [...jobs];
  const work = async () => {
    for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) await job();
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
}

async function runEverything() {
  const folder = mkdtempSync(join(tmpdir(), "retrograd-test-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  for (const group of checks(folder)) await atTheSameTime(group.map((check) => () => runCheck(check)));
  const tests = await runVitest(folder, { minutes: minutesLeft() });
  passedCount += tests.passed;
  skipped += tests.skipped;
  failures.push(...tests.failures);
}
