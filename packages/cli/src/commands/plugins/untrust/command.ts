import type { Command } from "@commander-js/extra-typings";
import { examples, text, withOutputFlags } from "../../../program/options.js";
import type { ProgramContext } from "../../../program/program-context.js";

/** Adds `retrograd plugins untrust`. */
export function addPluginsUntrust(plugins: Command, { environment, finish }: ProgramContext): void {
  withOutputFlags(
    plugins
      .command("untrust")
      .description("load a plugin only if --plugin names it")
      .argument("<name>", "its name, as `retrograd plugins` lists it", text),
  )
    .addHelpText("after", examples(["retrograd plugins untrust @acme/swish", "its code stays installed"]))
    .action(async (name, options) => {
      const { untrust } = await import("./untrust.js");
      finish(await untrust({ name, ...options }, environment));
    });
}
