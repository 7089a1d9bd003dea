import type { Command } from "@commander-js/extra-typings";
import { examples, plugins, text, withOutputFlags } from "../../program/options.js";
import type { ProgramContext } from "../../program/program-context.js";

/** Adds `retrograd convert`. */
export function addConvert(program: Command, { environment, finish }: ProgramContext): void {
  withOutputFlags(
    program
      .command("convert")
      .description("convert an experiment file to TypeScript, or TypeScript to YAML, without running it")
      .argument("<file>", "experiment in YAML, TypeScript or JavaScript", text)
      .option("--out <file>", "a new file to write (default: stdout)", text)
      .addOption(plugins),
  )
    .addHelpText(
      "after",
      examples(
        ["retrograd convert experiment.yaml --out experiment.ts", "with types for every layer and option"],
        ["retrograd convert experiment.ts > experiment.yaml", "comments included"],
      ),
    )
    .action(async (file, options) => {
      const { convert } = await import("./convert.js");
      finish(await convert({ file, ...options }, environment));
    });
}
