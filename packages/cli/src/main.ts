import process from "node:process";
import { workerData } from "node:worker_threads";
import { runCommandLine } from "./command-line.js";
import { processEnvironment } from "./process-environment.js";
import { workerMark } from "./start-worker.js";

const environment = processEnvironment(new URL(import.meta.url));

if (workerData === workerMark) {
  const { serveChecks } = await import("./checking/serve-checks.js");
  serveChecks(environment);
} else {
  // not process.exit, which would cut off what pipes have not taken yet
  process.exitCode = await runCommandLine(process.argv.slice(2), environment);
}
