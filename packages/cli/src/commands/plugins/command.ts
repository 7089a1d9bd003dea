import type { Command } from "@commander-js/extra-typings";
import { examples } from "../../program/options.js";
import type { ProgramContext } from "../../program/program-context.js";
import { addPluginsCheck } from "./check/command.js";
import { addPluginsList } from "./list/command.js";
import { addPluginsTrust } from "./trust/command.js";
import { addPluginsUntrust } from "./untrust/command.js";

/** Adds `retrograd plugins`. */
export function addPlugins(program: Command, context: ProgramContext): void {
  const plugins = program
    .command("plugins")
    .description("list, trust and check plugins")
    .addHelpText(
      "after",
      examples(
        ["retrograd plugins", "the trusted plugins"],
        ["retrograd plugins trust @acme/swish", "load it wherever an experiment requires it"],
        ["retrograd plugins check ./swish.ts", "prove its layers and losses"],
      ),
    );
  for (const add of [addPluginsList, addPluginsTrust, addPluginsUntrust, addPluginsCheck])
    add(plugins, context);
}
