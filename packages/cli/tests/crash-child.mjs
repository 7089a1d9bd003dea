// retrograd, but killed when a failpoint is reached for the nth time: node crash-child.mjs POINT N ARGUMENTS...
import process from "node:process";
import { runCommandLine } from "../dist/command-line.js";
import { processEnvironment } from "../dist/process-environment.js";

const [point, times, ...args] = process.argv.slice(2);
let left = Number(times);
const reached = (failpoint) => {
  if (failpoint === point && --left === 0) process.kill(process.pid, "SIGKILL");
};
process.exitCode = await runCommandLine(args, { ...processEnvironment(), reached, syncPace: 0 });
