import type { Command } from "@commander-js/extra-typings";
import { examples, plugins } from "../../program/options.js";
import type { ProgramContext } from "../../program/program-context.js";

/** Adds `retrograd schema`. */
export function addSchema(program: Command, { environment, finish }: ProgramContext): void {
  program
    .command("schema")
    .description("the JSON Schema of experiment files, for the completion and the hints of an editor")
    .addOption(plugins)
    .addHelpText(
      "after",
      examples(
        ["retrograd schema > experiment.schema.json", "of all that is built in"],
        ["retrograd schema --plugin ./swish.js > schema.json", "with layers of your own"],
      ),
    )
    .action(async (options) => {
      const { schema } = await import("./schema.js");
      finish(await schema(options, environment));
    });
}
