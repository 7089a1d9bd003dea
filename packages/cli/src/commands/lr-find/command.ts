import type { Command } from "@commander-js/extra-typings";
import { count, examples, positive, text, trainingFlags } from "../../program/options.js";
import type { ProgramContext } from "../../program/program-context.js";

/** Adds `retrograd lr-find`. */
export function addLrFind(program: Command, { environment, finish }: ProgramContext): void {
  trainingFlags(
    program
      .command("lr-find")
      .description("train with rising learning rates, without keeping the model, and suggest a rate")
      .argument("<file>", "experiment file", text)
      .option("--from <rate>", "the first learning rate", positive, 1e-6)
      .option("--to <rate>", "the last learning rate, if the loss does not diverge before", positive, 100)
      .option("--steps <number>", "steps from the first rate to the last", count, 120),
  )
    .addHelpText(
      "after",
      examples(
        ["retrograd lr-find experiment.yaml", "a plot of the loss, and a learning rate"],
        ["retrograd lr-find experiment.yaml --set train.optimizer=Adam", "for another optimizer"],
      ),
    )
    .action(async (file, options) => {
      const { lrFind } = await import("./lr-find.js");
      finish(await lrFind({ file, ...options }, environment));
    });
}
