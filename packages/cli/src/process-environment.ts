import { execFile } from "node:child_process";
import process from "node:process";
import envPaths from "env-paths";
import type { Environment, InterruptSignal, OutputStream } from "./environment.js";
import { interruptCodes } from "./exit-codes.js";

const programTimeout = 1000;
const defaultColumns = 80;

/** The environment of this process. */
export function processEnvironment(): Environment {
  return {
    directory: process.cwd(),
    variables: process.env,
    stdout: outputStream(process.stdout),
    stderr: outputStream(process.stderr),
    nodeVersion: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    cacheDirectory: envPaths("retrograd", { suffix: "" }).cache,
    now: () => new Date(),
    clock: () => performance.now(),
    pause: () => new Promise((resolve) => setImmediate(resolve)),
    onInterrupt,
    runProgram: (program, args) =>
      new Promise((resolve) => {
        execFile(program, [...args], { timeout: programTimeout }, (error, stdout) =>
          resolve(error === null ? stdout : undefined),
        );
      }),
  };
}

function outputStream(stream: NodeJS.WriteStream): OutputStream {
  // a reader that has gone, as in `retrograd runs | head -1`, is no error
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
  return {
    isTTY: stream.isTTY === true,
    get columns() {
      return stream.columns ?? defaultColumns;
    },
    write(text) {
      stream.write(text);
    },
  };
}

function onInterrupt(listener: (signal: InterruptSignal) => void): () => void {
  let asked = false;
  const handle = (signal: NodeJS.Signals) => {
    const known: InterruptSignal = signal === "SIGTERM" ? "SIGTERM" : "SIGINT";
    if (asked) process.exit(interruptCodes[known]);
    asked = true;
    listener(known);
  };
  process.on("SIGINT", handle).on("SIGTERM", handle);
  return () => {
    process.off("SIGINT", handle).off("SIGTERM", handle);
  };
}
