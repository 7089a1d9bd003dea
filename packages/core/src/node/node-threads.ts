import { Worker } from "node:worker_threads";
import type { PortableEngineOptions } from "../engines/portable/engine.js";
import { measuredSharing } from "../engines/portable/measured-sharing.js";
import { threadCount } from "./thread-count.js";

/** Threads for the portable engine on Node: `createPortableEngine({ threads: nodeThreads() })`. The engine leaves helpers out
 *  while they do not get a core of their own. Helpers never keep a process alive.
 *  count: from 1 to 64; default `threadCount()`
 *  @throws RetrogradError E_ENGINE when an environment variable of threads is not a whole number from 1 */
export function nodeThreads(count: number = threadCount()): NonNullable<PortableEngineOptions["threads"]> {
  return {
    count: Math.min(count, 64),
    sharing: measuredSharing(() => performance.now()),
    start(source, data, stopped) {
      const program = `(${source})(require("node:worker_threads").workerData)`;
      // after an error in the thread, every operation of the engine throws
      const worker = new Worker(program, { eval: true, workerData: data });
      worker.on("error", stopped).on("exit", stopped).unref();
    },
  };
}
