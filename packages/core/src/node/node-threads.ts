import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { PortableEngineOptions } from "../engines/portable/engine.js";

/** Threads for the portable engine on Node: `createPortableEngine({ threads: nodeThreads() })`.
 *  count: from 1 to 64; the processors that this process may use unless told. They never keep a process alive. */
export function nodeThreads(
  count: number = availableParallelism(),
): NonNullable<PortableEngineOptions["threads"]> {
  return {
    count: Math.min(count, 64),
    start(source, data, stopped) {
      const program = `(${source})(require("node:worker_threads").workerData)`;
      // an error of the thread is told by the engine, which is of no use from then on
      const worker = new Worker(program, { eval: true, workerData: data });
      worker.on("error", stopped).on("exit", stopped).unref();
    },
  };
}
