import type { Command } from "@commander-js/extra-typings";
import { examples, text, withOutputFlags } from "./options.js";
import type { ProgramContext } from "./program-context.js";

/** Adds the commands about plugins. */
export function addPluginCommands(program: Command, { environment, finish }: ProgramContext): void {
  withOutputFlags(
    program
      .command("new-layer")
      .description("write a package with a layer of your own: source, proof, README, CI workflow")
      .argument("<name>", "the layer's name in YAML, such as SoftSign", text)
      .option("--package <name>", "the package's name (default: retrograd-layer-<name>)", text)
      .option("--out <dir>", "where to write it (default: the package's name)", text),
  )
    .addHelpText(
      "after",
      examples(
        ["retrograd new-layer SoftSign", "into retrograd-layer-soft-sign"],
        ["retrograd new-layer SoftSign --package @acme/soft-sign", "under your own scope"],
      ),
    )
    .action(async (name, options) => {
      const { newLayer } = await import("../commands/new-layer.js");
      finish(await newLayer({ name, ...options }, environment));
    });

  const plugins = program
    .command("plugins")
    .description("the plugins that you trust, and the proof of their layers")
    .addHelpText(
      "after",
      examples(
        ["retrograd plugins", "all that you trust"],
        ["retrograd plugins trust @acme/swish", "load it wherever an experiment requires it"],
        ["retrograd plugins check ./swish.ts", "prove every layer of it"],
      ),
    );

  withOutputFlags(
    plugins.command("list").description("the plugins that you trust (what `retrograd plugins` does)"),
  )
    .addHelpText("after", examples(["retrograd plugins list", "with version, file, and whether it changed"]))
    .action(async (options) => {
      const { list } = await import("../commands/plugins.js");
      finish(await list(options, environment));
    });

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
      const { trust } = await import("../commands/plugins.js");
      finish(await trust({ name, ...options }, environment));
    });

  withOutputFlags(
    plugins
      .command("untrust")
      .description("load a plugin no longer unless --plugin names it")
      .argument("<name>", "its name, as `retrograd plugins` lists it", text),
  )
    .addHelpText("after", examples(["retrograd plugins untrust @acme/swish", "its code stays installed"]))
    .action(async (name, options) => {
      const { untrust } = await import("../commands/plugins.js");
      finish(await untrust({ name, ...options }, environment));
    });

  withOutputFlags(
    plugins
      .command("check")
      .description("prove the layers and losses of a plugin: shapes, purity, every gradient")
      .argument("<name|file>", "an installed package, or a .js or .ts file", text),
  )
    .addHelpText(
      "after",
      examples(["retrograd plugins check ./swish.ts", "exit code 1 if a promise is broken"]),
    )
    .action(async (name, options) => {
      const { check } = await import("../commands/plugin-check.js");
      finish(await check({ name, ...options }, environment));
    });
}
