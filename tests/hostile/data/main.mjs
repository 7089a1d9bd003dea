// Loads malformed data and checkpoints: `node main.mjs --of csv --seed 1`. Prints what came of them as JSON; ends with 1 and the
// input at the first that is accepted as what it is not, throws anything but an error for users, or takes more than 2 seconds.
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
const longest = 5000;

// a number that V8 gives itself, so that a busy machine counts for nothing
const milliseconds = () => process.cpuUsage().user / 1000;

const found = {};
for (const family of values.of.split(",")) {
  const told = { inputs: 0, refused: 0, right: 0, untold: 0, slowest: 0 };
  for (const input of families[family](createRandom(Number(values.seed)))) {
    const begin = milliseconds();
    let wrong;
    try {
      const outcome = await (input.checkpoint === undefined ? outcomeOf(input) : outcomeOfCheckpoint(input));
      wrong = breachOf(input.expected, outcome);
      told.inputs++;
      told[outcome.refused !== undefined ? "refused" : input.expected === "sane" ? "untold" : "right"]++;
    } catch (error) {
      wrong = `threw ${error instanceof Error ? error.stack : error}`;
    }
    const took = milliseconds() - begin;
    told.slowest = Math.max(told.slowest, Math.round(took));
    if (took > longest) wrong ??= `took ${Math.round(took)} ms`;
    if (wrong !== undefined) {
      process.stderr.write(`seed ${values.seed}, ${family}, ${input.name}: ${wrong}\n`);
      process.exit(1);
    }
  }
  found[family] = told;
}
const megabytes = Math.round(process.resourceUsage().maxRSS / 1024);
process.stdout.write(`${JSON.stringify({ found, megabytes })}\n`);
