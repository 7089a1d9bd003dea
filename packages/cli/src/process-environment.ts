import process from "node:process";
import { type InterruptSignal, processEnvironment as nodeProcess } from "@retrograd/node/command";
import type { Environment, OutputStream } from "./environment.js";
import { exitCodes, interruptCodes } from "./exit-codes.js";
import { startWorker, workerCount } from "./start-worker.js";

const interruptSignals: readonly InterruptSignal[] = ["SIGINT", "SIGTERM", "SIGHUP"];
const defaultColumns = 80;

/** The environment of this process. Worker threads run the same module, `entry`. */
export function processEnvironment(entry: URL): Environment {
  return {
    ...nodeProcess(),
    stdout: outputStream(process.stdout),
    stderr: outputStream(process.stderr),
    onInterrupt,
    workers: { count: workerCount(process.env), start: () => startWorker(entry) },
  };
}

function outputStream(stream: NodeJS.WriteStream): OutputStream {
  let failed = false;
  let ended = false;
  let waiting: (() => void) | undefined;
  stream.on("drain", () => waiting?.());
  stream.on("error", (error: NodeJS.ErrnoException) => {
    ended = true;
    waiting?.();
    // a reader that closes early, as in `retrograd runs | head -1`, is not an error
    if (failed || error.code === "EPIPE") return;
    failed = true;
    reportFailure(stream, error);
  });
  return {
    isTTY: stream.isTTY === true,
    get columns() {
      // a terminal without a size reports 0
      return stream.columns || defaultColumns;
    },
    write(text) {
      stream.write(text);
    },
    async drained() {
      // an error of the last write is emitted in a later turn of the event loop
      await new Promise(setImmediate);
      if (!ended && stream.writableNeedDrain) {
        await new Promise<void>((resolve) => {
          waiting = resolve;
        });
      }
      return !ended;
    },
  };
}

/** Reports once that output is lost, for example on a full disk. The command continues, and its exit code is a failure. */
function reportFailure(stream: NodeJS.WriteStream, { message }: Error): void {
  const name = stream === process.stdout ? "stdout" : "stderr";
  if (name === "stdout") process.stderr.write(`error ${name} cannot be written: ${message}\n`);
  process.on("exit", (code) => {
    if (code === exitCodes.ok) process.exitCode = exitCodes.usage;
  });
}

function onInterrupt(listener: (signal: InterruptSignal) => void): () => void {
  let interrupted = false;
  const listeners = interruptSignals.map((signal) => {
    const handle = () => {
      if (!interrupted) listener(signal);
      // a shell and the system each send a SIGHUP when a terminal closes
      else if (signal !== "SIGHUP") process.exit(interruptCodes[signal]);
      interrupted = true;
    };
    process.on(signal, handle);
    return { signal, handle };
  });
  return () => {
    for (const { signal, handle } of listeners) process.off(signal, handle);
  };
}
