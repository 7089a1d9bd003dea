// Prints what the training run leaves on the Node that runs this.
import { digitsRun } from "./digits-run.mjs";

const runs = { f32: await digitsRun("f32"), f64: await digitsRun("f64") };
process.stdout.write(JSON.stringify({ node: process.versions.node, runs }));
