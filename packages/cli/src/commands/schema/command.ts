import type { Command } from "@commander-js/extra-typings";
import { examples, plugins } from "../../program/options.js";
import type { ProgramContext } from "../../program/program-context.js";

/** Adds `retrograd schema`. */
export function addSchema(program: Command, { environment, finish }: ProgramContext): void {
  program
    .command("schema")
    .description("print the JSON Schema of experiment files, for completion and hints in an editor")
    .addOption(plugins)
    .addHelpText(
      "after",
      examples(
        ["retrograd schema > experiment.schema.json", "with all built-in definitions"],
        ["retrograd schema --plugin ./swish.js > schema.json", "including the layers of a plugin"],
      ),
    )
    .action(async (options) => {
      const { schema } = await import("./schema.js");
      finish(await schema(options, environment));
    });
}
