import { parentPort } from "node:worker_threads";
import type { Environment } from "../environment.js";
import { answerCheck, type CheckRequest } from "./check-worker.js";

/** Answers requests for checks on a thread that `startWorker` started, until it is stopped. */
export function serveChecks(environment: Environment): void {
  parentPort?.on("message", (request: CheckRequest) => {
    // the answer contains the error of a failed check; any other error ends the thread
    void answerCheck(request, environment).then((answer) => parentPort?.postMessage(answer));
  });
  parentPort?.postMessage("ready");
}
