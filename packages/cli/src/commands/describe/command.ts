import type { Command } from "@commander-js/extra-typings";
import { examples, experimentFlags, text } from "../../program/options.js";
import type { ProgramContext } from "../../program/program-context.js";

/** Adds `retrograd describe`. */
export function addDescribe(program: Command, { environment, finish }: ProgramContext): void {
  experimentFlags(
    program
      .command("describe")
      .description("show layers, shapes, parameters, memory, cost per step and every setting")
      .argument("<file>", "experiment file", text),
  )
    .addHelpText(
      "after",
      examples([
        "retrograd describe experiment.yaml --set model.layers[0].Affine=200",
        "the cost of a wider layer",
      ]),
    )
    .action(async (file, options) => {
      const { describe } = await import("./describe.js");
      finish(await describe({ file, ...options }, environment));
    });
}
