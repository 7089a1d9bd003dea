import type { Command } from "@commander-js/extra-typings";
import { count, examples, text, trainingFlags } from "../../program/options.js";
import type { ProgramContext } from "../../program/program-context.js";

/** Adds `retrograd cross-validate`. */
export function addCrossValidate(program: Command, { environment, finish }: ProgramContext): void {
  trainingFlags(
    program
      .command("cross-validate")
      .description("train once for each fold of the samples, and print mean and deviation of the metrics")
      .argument("<file>", "experiment file", text)
      .option("--folds <number>", "number of folds", count, 5)
      .option(
        "--out <dir>",
        "folder for the runs fold-1, fold-2, ... (default: runs/<name>-0001, ...)",
        text,
      ),
  )
    .addHelpText(
      "after",
      examples(
        ["retrograd cross-validate experiment.yaml", "five runs; the test split is not used"],
        ["retrograd cross-validate experiment.yaml --set data.stratify=true", "each class in every fold"],
      ),
    )
    .action(async (file, options) => {
      const { crossValidate } = await import("./cross-validate.js");
      finish(await crossValidate({ file, ...options }, environment));
    });
}
