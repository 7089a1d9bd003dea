import type { Command } from "@commander-js/extra-typings";
import { engine, examples, plugins, text, withOutputFlags } from "../../program/options.js";
import type { ProgramContext } from "../../program/program-context.js";

/** Adds `retrograd predict`. */
export function addPredict(program: Command, { environment, finish }: ProgramContext): void {
  withOutputFlags(
    program
      .command("predict")
      .description("predict new inputs with the model of a run, as CSV on stdout")
      .argument("<run>", "folder of the run, or of one of its checkpoints", text)
      .requiredOption(
        "--input <file>",
        "CSV, JSON Lines, Parquet, NPY, NPZ, IDX or one image, with the inputs of training; scaled as in training",
        text,
      )
      .option(
        "--out <file>",
        "write to a new file instead of stdout; the file appears when it is complete",
        text,
      )
      .option("--header", "the first line of a CSV file names its columns")
      .option(
        "--no-header",
        "the first line is a sample. Default: it is a header if no cell is a number, or if it has the names of the training columns",
      )
      .option(
        "--raw",
        "write names unchanged; default: an apostrophe before formulas of a spreadsheet (= + - @), \\uXXXX for invisible characters",
      )
      .addOption(engine)
      .addOption(plugins),
  )
    .addHelpText(
      "after",
      examples(
        ["retrograd predict runs/csv-0001 --input new-flowers.csv", "class and probability of each row"],
        ["retrograd predict runs/mnist-0001 --input t10k-images-idx3-ubyte.gz", "images"],
        ["retrograd predict runs/csv-0001 --input large.parquet --out predictions.csv", "millions of rows"],
      ),
    )
    .action(async (run, options) => {
      const { predict } = await import("./predict.js");
      finish(await predict({ run, ...options }, environment));
    });
}
