import type { Command } from "@commander-js/extra-typings";
import { examples, experimentFlags, text } from "../../program/options.js";
import type { ProgramContext } from "../../program/program-context.js";

/** Adds `retrograd describe`. */
export function addDescribe(program: Command, { environment, finish }: ProgramContext): void {
  experimentFlags(
    program
      .command("describe")
      .description("layers, shapes, parameters, memory, cost per step, every setting")
      .argument("<file>", "experiment file", text),
  )
    .addHelpText(
      "after",
      examples([
        "retrograd describe experiment.yaml --set model.layers[0].Affine=200",
        "what would a wider layer cost?",
      ]),
    )
    .action(async (file, options) => {
      const { describe } = await import("./describe.js");
      finish(await describe({ file, ...options }, environment));
    });
}
