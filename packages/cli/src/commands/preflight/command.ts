import type { Command } from "@commander-js/extra-typings";
import { examples, text, trainingFlags } from "../../program/options.js";
import type { ProgramContext } from "../../program/program-context.js";

/** Adds `retrograd preflight`. */
export function addPreflight(program: Command, { environment, finish }: ProgramContext): void {
  trainingFlags(
    program
      .command("preflight")
      .description("check in seconds that the network of an experiment can learn, without training it")
      .argument("<file>", "experiment file", text),
  )
    .addHelpText(
      "after",
      examples([
        "retrograd preflight experiment.yaml",
        "targets, initial loss, gradients, and whether the network can memorize 20 samples",
      ]),
    )
    .action(async (file, options) => {
      const { preflight } = await import("./preflight.js");
      finish(await preflight({ file, ...options }, environment));
    });
}
