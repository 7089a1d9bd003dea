import type { Command } from "@commander-js/extra-typings";
import { examples, text, withOutputFlags } from "../../../program/options.js";
import type { ProgramContext } from "../../../program/program-context.js";

/** Adds `retrograd plugins check`. */
export function addPluginsCheck(plugins: Command, { environment, finish }: ProgramContext): void {
  withOutputFlags(
    plugins
      .command("check")
      .description("prove the layers and losses of a plugin: shapes, purity, every gradient")
      .argument("<name|file>", "an installed package, or a .js or .ts file", text),
  )
    .addHelpText("after", examples(["retrograd plugins check ./swish.ts", "exit code 1 if a check fails"]))
    .action(async (name, options) => {
      const { check } = await import("./check.js");
      finish(await check({ name, ...options }, environment));
    });
}
