// Prints what training runs and all operations leave on the Node that runs this.
import { nodeThreads } from "@retrograd/core/node";
import { digitsRun, wideRun } from "./digits-run.mjs";
import { operationsRun } from "./operations-run.mjs";

const [wide, ...onThreads] = [await wideRun(), await wideRun(nodeThreads(2)), await wideRun(nodeThreads(4))];
if (onThreads.some(({ params }) => params !== wide.params)) throw new Error("threads change the bits");
const operations = await operationsRun();
for (const count of [2, 3, 4]) {
  if ((await operationsRun(nodeThreads(count))) !== operations) throw new Error("threads change the bits");
}
const runs = { f32: await digitsRun("f32"), f64: await digitsRun("f64"), wide, operations };
process.stdout.write(JSON.stringify({ node: process.versions.node, runs }));
