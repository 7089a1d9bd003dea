import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { rootFolder } from "../folders.js";
import { type Command, wholeProcess } from "../measuring/contestant.js";
import type { Entrant, Workload } from "../measuring/measure.js";

const program = join(rootFolder, "packages/cli/bin/retrograd.mjs");

const experiment = `version: 1
name: one-step
data: { dataset: digits }
model:
  input: [64]
  layers: [{ Affine: 50 }, Relu, { Affine: 10 }, SoftmaxWithLoss]
train:
  optimizer: { SGD: { lr: 0.1 } }
  batch: 100
  iterations: 1
`;

/** Whole processes, from their start to their end, in an empty folder of their own. */
export function startUp(): Workload {
  const folder = mkdtempSync(join(tmpdir(), "retrograd-bench-"));
  writeFileSync(join(folder, "empty.mjs"), "");
  writeFileSync(join(folder, "experiment.yaml"), experiment);
  const train = (engine: string) => [program, "train", "experiment.yaml", "--engine", engine];
  const commands: Readonly<Record<string, readonly string[]>> = {
    "node, an empty file": ["empty.mjs"],
    "retrograd --version": [program, "--version"],
    "retrograd validate": [program, "validate", "experiment.yaml"],
    "retrograd train, one step, blas": train("blas"),
    "retrograd train, one step, portable": train("portable"),
    "retrograd train, one step, reference": train("reference"),
  };
  return {
    name: "start-up",
    title: "Whole processes",
    unit: "ms",
    larger: false,
    entrants: Object.entries(commands).map(([name, args]): Entrant => {
      return {
        name,
        case: "",
        start: () => startWhole({ file: process.execPath, args, folder }),
        value: (seconds) => seconds * 1000,
      };
    }),
    ratios: [],
  };
}

async function startWhole(command: Command) {
  const contestant = wholeProcess(command, `Node ${process.versions.node}`);
  try {
    await contestant.run(1);
    return { contestant };
  } catch (error) {
    return { skip: error instanceof Error ? error.message : String(error) };
  }
}
