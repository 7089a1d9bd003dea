import type { Command } from "@commander-js/extra-typings";
import { examples, text, withOutputFlags } from "../../program/options.js";
import type { ProgramContext } from "../../program/program-context.js";

/** Adds `retrograd new-layer`. */
export function addNewLayer(program: Command, { environment, finish }: ProgramContext): void {
  withOutputFlags(
    program
      .command("new-layer")
      .description("write a package with a new layer: source, tests, README, CI workflow")
      .argument("<name>", "the layer's name in YAML, such as SoftSign", text)
      .option("--package <name>", "the package's name (default: retrograd-layer-<name>)", text)
      .option("--out <dir>", "where to write it (default: the package's name)", text),
  )
    .addHelpText(
      "after",
      examples(
        ["retrograd new-layer SoftSign", "write it to retrograd-layer-soft-sign"],
        ["retrograd new-layer SoftSign --package @acme/soft-sign", "under your own scope"],
      ),
    )
    .action(async (name, options) => {
      const { newLayer } = await import("./new-layer.js");
      finish(await newLayer({ name, ...options }, environment));
    });
}
