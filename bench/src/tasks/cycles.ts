import { fileURLToPath } from "node:url";
import type { PairReport } from "./pair-report.js";
import { runCost } from "./run-cost.js";
import { stamps } from "./stamps.js";
import type { Task } from "./task.js";

/** Steps from one time that a run does something to the next. */
export const cycle = 100;
/** Steps after it in which nothing of it is left to do. */
const busy = 40;

/** All steps of one run in which something is done every 100 steps, above those that are far from it. */
export async function cycles({
  rounds,
  seconds,
  ...setting
}: Extract<Task, { kind: "cycles" }>): Promise<PairReport> {
  const plugin = fileURLToPath(new URL("stamps.js", import.meta.url));
  const { run, description } = runCost({ ...setting, set: [...setting.set, "train.schedule=Stamps"] }, [
    "--plugin",
    plugin,
  ]);
  // warms up, too
  const trial = 10 * cycle;
  const duration = await run(trial);
  const each = cycle * Math.max(1, Math.round((seconds * trial) / (duration ?? seconds) / cycle));
  stamps.length = 0;
  // step 1 is evaluated
  await run((rounds + 1) * each + 1);
  const above: number[] = [];
  const below: number[] = [];
  for (let round = 1; round <= rounds; round++) {
    const start = round * each;
    above.push((stamps[start + each - 1] - stamps[start - 1]) / each / 1000);
    let sum = 0;
    for (let step = start; step < start + each; step += cycle)
      sum += stamps[step + cycle - 1] - stamps[step + busy - 1];
    below.push(sum / (each / cycle) / (cycle - busy) / 1000);
  }
  return { description, steps: each, above, below };
}
