// npm start: sets the checkout up and trains the two-layer network on real digits.
// npm start -- ARGUMENTS: sets it up and runs `retrograd ARGUMENTS`.

import { spawn } from "node:child_process";
import { constants } from "node:os";
import { join } from "node:path";
import { root } from "./run.mjs";
import { setUp } from "./setup.mjs";

const args = process.argv.slice(2);
if ((await setUp()) !== undefined) process.exit(1);

const retrograd = spawn(
  process.execPath,
  [
    join(root, "packages/cli/bin/retrograd.mjs"),
    ...(args.length > 0 ? args : ["train", "examples/digits-two-layer.yaml"]),
  ],
  // npm starts its scripts at the root: relative paths refer to the folder in which npm was called
  { stdio: "inherit", cwd: args.length > 0 ? (process.env.INIT_CWD ?? process.cwd()) : root },
);
// a terminal interrupts both; retrograd decides when it is over
process.on("SIGINT", () => {});
process.on("SIGTERM", () => retrograd.kill("SIGTERM"));
retrograd.once("exit", (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));
