import type { Command } from "@commander-js/extra-typings";
import { examples, text, trainingFlags } from "../../program/options.js";
import type { ProgramContext } from "../../program/program-context.js";

/** Adds `retrograd train`. */
export function addTrain(program: Command, { environment, finish }: ProgramContext): void {
  trainingFlags(
    program
      .command("train")
      .description("train the network of an experiment into a new run folder, or resume a run")
      .argument("[file]", "experiment file (default with --resume: that of the run)", text)
      .option("--out <dir>", "folder of the run, new or empty (default: runs/<name>-0001, ...)", text)
      .option(
        "--preflight",
        "first check that the network can learn: targets, initial loss, gradients, a few samples",
      )
      .option("--resume <run>", "resume a run from its last checkpoint, or from a given checkpoint", text),
  )
    .addHelpText(
      "after",
      examples(
        ["retrograd train experiment.yaml", "train it, into runs/<name>-0001"],
        ["retrograd train experiment.yaml --set train.batch=50 --seed 1", "with other settings"],
        ["retrograd train mnist.yaml --data-dir ~/data", "data from ~/data/mnist"],
        ["retrograd train --resume runs/two-layer-0001", "resume an interrupted run"],
      ),
    )
    .action(async (file, options) => {
      const { train } = await import("./train.js");
      finish(await train({ file, ...options }, environment));
    });
}
