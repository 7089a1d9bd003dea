import { type Command, Option } from "@commander-js/extra-typings";
import {
  count,
  differenceStep,
  examples,
  overrides,
  plugins,
  positive,
  seed,
  text,
  texts,
  withOutputFlags,
} from "../../program/options.js";
import type { ProgramContext } from "../../program/program-context.js";

/** Adds `retrograd gradcheck`. */
export function addGradcheck(program: Command, { environment, finish }: ProgramContext): void {
  withOutputFlags(
    program
      .command("gradcheck")
      .description("compare backpropagation with numerical gradients, element by element")
      .argument("<file...>", "experiment files, folders of them or of runs, or quoted glob patterns", texts)
      .option("--layer <id>", "check only this layer, such as Affine1", text)
      .option("--batch <number>", "samples in the checked batch", count)
      .addOption(
        new Option("--mode <mode>", "every element of each gradient, or a few random directions").choices([
          "exhaustive",
          "fast",
        ] as const),
      )
      .option(
        "--time-budget <seconds>",
        "for all files together; tensors that do not fit are checked only along random directions, and the report lists them",
        positive,
      )
      .option("--burn-in <steps>", "steps of gradient descent before the check", count)
      .option("--step <size>", "the only step of the differences, such as 1e-4", differenceStep)
      .option("--training-dtype", "also compare the float32 gradients of the engine in use with float64")
      .option(
        "--format <format[=file]>",
        "pretty, json, junit, sarif, github or markdown, to stdout or into a file (may be repeated)",
        texts,
      )
      .option("--allow-inconclusive", "exit with 0 if some gradients are not proved, but none is wrong")
      .addOption(overrides)
      .addOption(seed)
      .addOption(plugins),
  )
    .addHelpText(
      "after",
      examples(
        ["retrograd gradcheck experiment.yaml", "exit code 1 if a gradient is wrong"],
        ["retrograd gradcheck a.yaml b.yaml --batch 1", "several files, another batch"],
        ["retrograd gradcheck experiments", "every .yaml and .yml file below; long checks on all processors"],
        ['retrograd gradcheck "experiments/**/*.yaml"', "the same with a pattern"],
        ["retrograd gradcheck large.yaml --mode fast", "seconds for a million parameters"],
        [
          "retrograd gradcheck large.yaml --time-budget 60",
          "every element of the tensors that fit into a minute",
        ],
        ["retrograd gradcheck mine.yaml --plugin ./swish.ts", "a layer of your own"],
        ["retrograd gradcheck a.yaml --format junit=gradients.xml", "the table, and a report for CI"],
        ["retrograd gradcheck a.yaml --format sarif > gradients.sarif", "a report alone"],
      ),
    )
    .action(async (files, options) => {
      const { gradcheck } = await import("./gradcheck.js");
      finish(await gradcheck({ files, ...options }, environment));
    });
}
