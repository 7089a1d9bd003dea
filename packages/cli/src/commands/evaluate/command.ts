import { type Command, Option } from "@commander-js/extra-typings";
import { dataDirectory, engine, examples, plugins, text, withOutputFlags } from "../../program/options.js";
import type { ProgramContext } from "../../program/program-context.js";

/** Adds `retrograd evaluate`. */
export function addEvaluate(program: Command, { environment, finish }: ProgramContext): void {
  withOutputFlags(
    program
      .command("evaluate")
      .description("measure the model of a run on the data it was trained with")
      .argument("<run>", "folder of the run, or of one of its checkpoints", text)
      .addOption(
        new Option("--split <split>", "part of the data")
          .choices(["test", "validation", "train"] as const)
          .default("test" as const),
      )
      .option("--metrics <list>", "metrics in addition to the loss (default: those of the experiment)", text)
      .addOption(dataDirectory)
      .addOption(engine)
      .addOption(plugins),
  )
    .addHelpText(
      "after",
      examples(
        ["retrograd evaluate runs/two-layer-0001", "loss and accuracy on the test data"],
        ['retrograd evaluate runs/two-layer-0001 --metrics "F1, TopK: 2"', "other metrics"],
        ["retrograd evaluate runs/two-layer-0001/checkpoints/step-00000600", "the model at step 600"],
      ),
    )
    .action(async (run, options) => {
      const { evaluate } = await import("./evaluate.js");
      finish(await evaluate({ run, ...options }, environment));
    });
}
