import process from "node:process";
import { runCommandLine } from "./command-line.js";
import { processEnvironment } from "./process-environment.js";

// not process.exit, which would cut off what pipes have not taken yet
process.exitCode = await runCommandLine(process.argv.slice(2), processEnvironment());
