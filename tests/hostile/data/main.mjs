// Loads malformed data and checkpoints: `node main.mjs --of csv --seed 1`. Prints the outcomes as JSON. Ends with 1
// at the first input that is accepted with wrong content, throws anything but an error for users, or takes more than 5 seconds.
// Needs the built packages.
import { parseArgs } from "node:util";
import { createRandom } from "../mutate.mjs";
import { npyCases, npzCases } from "./arrays.mjs";
import { cases as checkpoints, outcomeOfCheckpoint } from "./checkpoints.mjs";
import { cases as idx } from "./idx.mjs";
import { breachOf, outcomeOf } from "./outcome.mjs";
import { cases as images } from "./pictures.mjs";
import { csvCases, jsonlCases, parquetCases } from "./tables.mjs";

const families = {
  idx,
  npy: npyCases,
  npz: npzCases,
  csv: csvCases,
  jsonl: jsonlCases,
  parquet: parquetCases,
  images,
  checkpoints,
};
const { values } = parseArgs({ options: { seed: { type: "string" }, of: { type: "string" } } });
const maxMilliseconds = 5000;

// processor time, so that a busy machine makes no difference
const milliseconds = () => process.cpuUsage().user / 1000;

const counts = {};
for (const family of values.of.split(",")) {
  const count = { inputs: 0, refused: 0, right: 0, undetectable: 0, slowest: 0 };
  for (const input of families[family](createRandom(Number(values.seed)))) {
    const start = milliseconds();
    let wrong;
    try {
      const outcome = await (input.checkpoint === undefined ? outcomeOf(input) : outcomeOfCheckpoint(input));
      wrong = breachOf(input.expected, outcome);
      count.inputs++;
      count[
        outcome.refused !== undefined ? "refused" : input.expected === "sane" ? "undetectable" : "right"
      ]++;
    } catch (error) {
      wrong = `threw ${error instanceof Error ? error.stack : error}`;
    }
    const took = milliseconds() - start;
    count.slowest = Math.max(count.slowest, Math.round(took));
    if (took > maxMilliseconds) wrong ??= `took ${Math.round(took)} ms`;
    if (wrong !== undefined) {
      process.stderr.write(`seed ${values.seed}, ${family}, ${input.name}: ${wrong}\n`);
      process.exit(1);
    }
  }
  counts[family] = count;
}
const megabytes = Math.round(process.resourceUsage().maxRSS / 1024);
process.stdout.write(`${JSON.stringify({ counts, megabytes })}\n`);
