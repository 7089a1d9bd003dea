// Prints what the training run leaves on the Node that runs this.
import { nodeThreads } from "@retrograd/core/node";
import { digitsRun, wideRun } from "./digits-run.mjs";

const [wide, ...onThreads] = [await wideRun(), await wideRun(nodeThreads(2)), await wideRun(nodeThreads(4))];
if (onThreads.some(({ params }) => params !== wide.params)) throw new Error("threads change the bits");
const runs = { f32: await digitsRun("f32"), f64: await digitsRun("f64"), wide };
process.stdout.write(JSON.stringify({ node: process.versions.node, runs }));
