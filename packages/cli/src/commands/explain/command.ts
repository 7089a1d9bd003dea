import { type Command, Option } from "@commander-js/extra-typings";
import { examples, plugins, text, withOutputFlags } from "../../program/options.js";
import type { ProgramContext } from "../../program/program-context.js";

/** Adds `retrograd explain`. */
export function addExplain(program: Command, { environment, finish }: ProgramContext): void {
  withOutputFlags(
    program
      .command("explain")
      .description(
        "explain what a code means, or draw the computational graph of a layer; without a name, list all",
      )
      .argument("[code|layer]", "a code that a command printed, such as RG2001, or a layer or loss", text)
      .option("--values <numbers>", 'input of the layer: "1, -2"; rows are separated by semicolons', text)
      .addOption(
        new Option("--format <format>", "how to write the graph on stdout")
          .choices(["text", "svg", "html"] as const)
          .default("text" as const),
      )
      .addOption(plugins),
  )
    .addHelpText(
      "after",
      examples(
        ["retrograd explain", "every code, layer and loss, one line each"],
        ["retrograd explain missing-mean", "why a gradient may be wrong"],
        ["retrograd explain RG2001", "a mistake in an experiment file"],
        ["retrograd explain Sigmoid", "its graph with values and derivatives"],
        ['retrograd explain Relu --values "1, -2"', "with numbers of your own"],
        ["retrograd explain Affine --format svg > affine.svg", "the graph as a drawing"],
      ),
    )
    .action(async (name, options) => {
      const { explain } = await import("./explain.js");
      finish(await explain({ name, ...options }, environment));
    });
}
