import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { InterruptSignal } from "@retrograd/node/command";
import type { FileLayer } from "@retrograd/runs/node";
import { runCommandLine } from "../src/command-line.js";
import type { Environment } from "../src/environment.js";

/** A small experiment that trains within a second, on the engine that every machine has. */
export const irisExperiment = `name: iris
data: { dataset: iris, scale: standardize }
model:
  input: [4]
  layers: [{ Affine: 8 }, Relu, { Affine: 3 }, SoftmaxWithLoss]
train: { batch: 20, epochs: 5, log: { every: 10 } }
engine: portable
`;

/** Differences from an environment without a terminal. */
export interface CaptureOptions {
  readonly variables?: Readonly<Record<string, string>>;
  readonly isTTY?: boolean;
  readonly columns?: number;
  /** Sent when the loop pauses. */
  readonly interrupt?: InterruptSignal;
  /** At which pause, counted from 1. Default 1. */
  readonly interruptAt?: number;
  readonly files?: FileLayer;
  readonly syncPace?: number;
}

/** The exit code and the output of a command line. */
export interface Captured {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A temporary folder for one test, in which it can run command lines. */
export class Workspace {
  readonly directory = mkdtempSync(join(tmpdir(), "retrograd-cli-"));

  write(name: string, content: string | Uint8Array): void {
    writeFileSync(join(this.directory, name), content);
  }

  delete(...names: readonly string[]): void {
    rmSync(join(this.directory, ...names), { recursive: true });
  }

  path(...names: readonly string[]): string {
    return join(this.directory, ...names);
  }

  remove(): void {
    rmSync(this.directory, { recursive: true });
  }

  async run(args: readonly string[], options: CaptureOptions = {}): Promise<Captured> {
    const { environment, output } = capture(this.directory, options);
    const code = await runCommandLine(args, environment);
    return { code, stdout: output.stdout.join(""), stderr: output.stderr.join("") };
  }
}

/** An environment that collects its output. */
export function capture(
  directory: string,
  {
    variables = {},
    isTTY = false,
    columns = 100,
    interrupt,
    interruptAt = 1,
    files,
    syncPace,
  }: CaptureOptions = {},
) {
  const output: Record<"stdout" | "stderr", string[]> = { stdout: [], stderr: [] };
  const stream = (name: "stdout" | "stderr") => ({
    isTTY,
    columns,
    write: (text: string) => void output[name].push(text),
  });
  let time = 0;
  let pauses = 0;
  let listener: ((signal: InterruptSignal) => void) | undefined;
  const environment: Environment = {
    directory,
    // lets a run of the tests select a BLAS library, or none
    variables: { RETROGRAD_BLAS: process.env.RETROGRAD_BLAS, ...variables },
    stdout: stream("stdout"),
    stderr: stream("stderr"),
    nodeVersion: process.versions.node,
    platform: "test machine",
    ...(files === undefined ? {} : { files }),
    ...(syncPace === undefined ? {} : { syncPace }),
    cacheDirectory: join(directory, "cache"),
    configDirectory: join(directory, "config"),
    now: () => new Date(Date.UTC(2026, 0, 1)),
    // each call advances the clock by 10 ms, so pauses and redraws happen at predictable steps
    clock: () => {
      time += 10;
      return time;
    },
    async pause() {
      pauses++;
      if (interrupt === undefined || pauses < interruptAt) return;
      listener?.(interrupt);
      listener = undefined;
    },
    onInterrupt(listen) {
      listener = listen;
      return () => {
        listener = undefined;
      };
    },
    runProgram: async () => undefined,
  };
  return { environment, output };
}
