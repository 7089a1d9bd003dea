import type { Command } from "@commander-js/extra-typings";
import { examples, text, withOutputFlags } from "../../../program/options.js";
import type { ProgramContext } from "../../../program/program-context.js";

/** Adds `retrograd plugins trust`. */
export function addPluginsTrust(plugins: Command, { environment, finish }: ProgramContext): void {
  withOutputFlags(
    plugins
      .command("trust")
      .description("load a plugin whenever an experiment or a run requires it; this runs its code")
      .argument("<name|file>", "an installed package, or a .js or .ts file", text)
      .option("--check", "trust it only if all checks of its layers pass"),
  )
    .addHelpText(
      "after",
      examples(
        ["retrograd plugins trust @acme/swish", "an installed package, in its current version"],
        ["retrograd plugins trust ./swish.ts --check", "a file, if its layers are proved"],
      ),
    )
    .action(async (name, options) => {
      const { trust } = await import("./trust.js");
      finish(await trust({ name, ...options }, environment));
    });
}
