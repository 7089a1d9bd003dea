import type { Command } from "@commander-js/extra-typings";
import { engine, examples, plugins, text, withOutputFlags } from "../../program/options.js";
import type { ProgramContext } from "../../program/program-context.js";

/** Adds `retrograd predict`. */
export function addPredict(program: Command, { environment, finish }: ProgramContext): void {
  withOutputFlags(
    program
      .command("predict")
      .description("what the model of a run says of new inputs, as CSV on stdout")
      .argument("<run>", "folder of the run, or of one of its checkpoints", text)
      .requiredOption(
        "--input <file>",
        "CSV, JSON Lines, Parquet, NPY, NPZ, IDX or one image, with the inputs of training; scaled as in training",
        text,
      )
      .option(
        "--out <file>",
        "write a new file in the place of stdout; it is there only when it is whole",
        text,
      )
      .option("--header", "the first line of a CSV file names its columns")
      .option(
        "--no-header",
        "it is a sample. Default: it is a header where no cell is a number or where it has the names of the training's columns",
      )
      .option(
        "--raw",
        "names in CSV as they are; default: an apostrophe before what a spreadsheet would run (= + - @), \\uXXXX for what would not show",
      )
      .addOption(engine)
      .addOption(plugins),
  )
    .addHelpText(
      "after",
      examples(
        ["retrograd predict runs/csv-0001 --input new-flowers.csv", "class and probability of each row"],
        ["retrograd predict runs/mnist-0001 --input t10k-images-idx3-ubyte.gz", "images"],
        ["retrograd predict runs/csv-0001 --input large.parquet --out said.csv", "millions of rows"],
      ),
    )
    .action(async (run, options) => {
      const { predict } = await import("./predict.js");
      finish(await predict({ run, ...options }, environment));
    });
}
