import { execFile } from "node:child_process";
import process from "node:process";
import envPaths from "env-paths";
import type { NodeEnvironment } from "./environment.js";

/** Milliseconds that a program may take. */
const programTimeout = 1000;

/** The environment of this process, without its interrupts. */
export function processEnvironment(): Omit<NodeEnvironment, "onInterrupt"> {
  const paths = envPaths("retrograd", { suffix: "" });
  return {
    directory: process.cwd(),
    variables: process.env,
    nodeVersion: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
    cacheDirectory: paths.cache,
    configDirectory: paths.config,
    now: () => new Date(),
    clock: () => performance.now(),
    pause: () => new Promise((resolve) => setImmediate(resolve)),
    runProgram: (program, args) =>
      new Promise((resolve) => {
        execFile(program, [...args], { timeout: programTimeout }, (error, stdout) =>
          resolve(error === null ? stdout : undefined),
        );
      }),
  };
}
