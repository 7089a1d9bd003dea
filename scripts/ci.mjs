// All that CI runs: the README's two commands on a fresh clone with Node and nothing else, then `npm test` with whatever
// this machine has. The last line is the count of both.

import { join } from "node:path";
import { closingLine, readClosingLine } from "./closing-line.mjs";
import { cloneInto, nodeAlone } from "./node-alone.mjs";
import { root, run } from "./run.mjs";

// both passes together, and how much of it the first may take
const minutesInAll = Number(process.env.RETROGRAD_CI_MINUTES || 42);
const deadline = performance.now() + minutesInAll * 60_000;
const minutesLeft = () => Math.max(0.1, (deadline - performance.now()) / 60_000);

const total = { passed: 0, failed: 0, skipped: 0 };
const failures = [];

await withNodeAlone();
await pass("with everything", root, process.env, minutesLeft());
for (const failure of failures) console.log(failure);
console.log(closingLine(total));
process.exitCode = total.failed > 0 ? 1 : 0;

async function withNodeAlone() {
  const name = "with Node alone";
  const { folder, environment, remove } = nodeAlone();
  // an interrupted run leaves nothing behind either
  process.once("exit", remove);
  const clone = join(folder, "clone");
  const cloned = await cloneInto(clone);
  if (!cloned.ok) return fail(name, `git clone: ${cloned.output}`);
  const started = await run("npm", ["--silent", "start"], { folder: clone, environment, minutes: 10 });
  if (started.ok) total.passed++;
  else fail(name, `npm start: ${started.output}`);
  await pass(name, clone, environment, minutesLeft() / 2);
  remove();
}

/** Runs `npm test` in a checkout, shows its output but for the closing line, and adds its counts to the total. */
async function pass(name, folder, environment, minutes) {
  console.log(`== npm test ${name}`);
  let counts;
  const ended = await run("npm", ["--silent", "test"], {
    folder,
    environment: { ...environment, RETROGRAD_TEST_MINUTES: String(minutes) },
    // the tests end themselves in time and say what was not done; this is for when they cannot
    minutes: minutes + 1,
    onLine(line) {
      const closing = readClosingLine(line);
      counts = closing ?? counts;
      if (closing === undefined) console.log(line);
      if (line.startsWith("failed: ")) failures.push(`${name}, ${line}`);
    },
  });
  const took = `${(ended.seconds / 60).toFixed(1)} minutes`;
  if (counts === undefined)
    return fail(name, `npm test ended without a count after ${took}: ${ended.output.slice(-2000)}`);
  for (const key of Object.keys(total)) total[key] += counts[key];
  console.log(`== npm test ${name}: ${closingLine(counts)} in ${took}`);
  if (!ended.ok && counts.failed === 0) fail(name, "npm test ended badly though nothing failed");
}

function fail(name, reason) {
  total.failed++;
  failures.push(`${name}, failed: ${reason}`);
}
