import { Argument, type Command } from "@commander-js/extra-typings";
import { examples, text, withOutputFlags } from "../../program/options.js";
import type { ProgramContext } from "../../program/program-context.js";

/** Adds `retrograd init`. */
export function addInit(program: Command, { environment, finish }: ProgramContext): void {
  withOutputFlags(
    program
      .command("init")
      .description("write a commented experiment to start with")
      .addArgument(new Argument("[template]", "two-layer, mlp, regression or csv").default("two-layer"))
      .option("--out <file>", "where to write it", text, "experiment.yaml"),
  )
    .addHelpText(
      "after",
      examples(
        ["retrograd init", "two layers on handwritten digits"],
        ["retrograd init csv --out flowers/experiment.yaml", "for a CSV file of yours"],
      ),
    )
    .action(async (template, options) => {
      const { init } = await import("./init.js");
      finish(await init({ template, ...options }, environment));
    });
}
