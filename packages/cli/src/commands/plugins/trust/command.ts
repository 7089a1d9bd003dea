import type { Command } from "@commander-js/extra-typings";
import { examples, text, withOutputFlags } from "../../../program/options.js";
import type { ProgramContext } from "../../../program/program-context.js";

/** Adds `retrograd plugins trust`. */
export function addPluginsTrust(plugins: Command, { environment, finish }: ProgramContext): void {
  withOutputFlags(
    plugins
      .command("trust")
      .description(
        "load a plugin from now on wherever an experiment or a run asks for it; this runs its code",
      )
      .argument("<name|file>", "an installed package, or a .js or .ts file", text)
      .option("--check", "only if every promise of its layers holds"),
  )
    .addHelpText(
      "after",
      examples(
        ["retrograd plugins trust @acme/swish", "as it is installed here now"],
        ["retrograd plugins trust ./swish.ts --check", "a file of your own, once it is proved"],
      ),
    )
    .action(async (name, options) => {
      const { trust } = await import("./trust.js");
      finish(await trust({ name, ...options }, environment));
    });
}
