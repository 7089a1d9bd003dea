import type { Command } from "@commander-js/extra-typings";
import { examples, withOutputFlags } from "../../../program/options.js";
import type { ProgramContext } from "../../../program/program-context.js";

/** Adds `retrograd plugins list`. */
export function addPluginsList(plugins: Command, { environment, finish }: ProgramContext): void {
  withOutputFlags(
    plugins.command("list").description("list the trusted plugins (the same as `retrograd plugins`)"),
  )
    .addHelpText(
      "after",
      examples(["retrograd plugins list", "with version, file and whether the code has changed"]),
    )
    .action(async (options) => {
      const { list } = await import("./list.js");
      finish(await list(options, environment));
    });
}
