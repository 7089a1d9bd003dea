import { type Command, Option } from "@commander-js/extra-typings";
import { dataDirectory, engine, examples, plugins, text, texts, withOutputFlags } from "./options.js";
import type { ProgramContext } from "./program-context.js";

/** Adds the commands that begin with the folder of a run, and those about the machine. */
export function addRunCommands(program: Command, { environment, finish }: ProgramContext): void {
  withOutputFlags(
    program
      .command("evaluate")
      .description("measure the model of a run on the data it was trained with")
      .argument("<run>", "folder of the run, or of one of its checkpoints", text)
      .addOption(
        new Option("--split <split>", "part of the data")
          .choices(["test", "validation", "train"] as const)
          .default("test" as const),
      )
      .option(
        "--metrics <list>",
        "what to measure beside the loss; what the experiment lists unless told",
        text,
      )
      .addOption(dataDirectory)
      .addOption(engine)
      .addOption(plugins),
  )
    .addHelpText(
      "after",
      examples(
        ["retrograd evaluate runs/two-layer-0001", "loss and accuracy on the test data"],
        ['retrograd evaluate runs/two-layer-0001 --metrics "F1, TopK: 2"', "other metrics"],
        ["retrograd evaluate runs/two-layer-0001/checkpoints/step-00000600", "the model as it was then"],
      ),
    )
    .action(async (run, options) => {
      const { evaluate } = await import("../commands/evaluate.js");
      finish(await evaluate({ run, ...options }, environment));
    });

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
      const { predict } = await import("../commands/predict.js");
      finish(await predict({ run, ...options }, environment));
    });

  addRunsCommand(program, { environment, finish });

  withOutputFlags(
    program
      .command("doctor")
      .description("what this machine offers: Node, engine, data sets, versions")
      .addOption(dataDirectory),
  )
    .addHelpText("after", examples(["retrograd doctor --data-dir ~/data", "are my data found?"]))
    .action(async (options) => {
      const { doctor } = await import("../commands/doctor.js");
      finish(await doctor(options, environment));
    });
}

function addRunsCommand(program: Command, { environment, finish }: Omit<ProgramContext, "complain">): void {
  const runs = program
    .command("runs")
    .description("list, show, compare and verify runs")
    .addHelpText(
      "after",
      examples(
        ["retrograd runs", "all runs in ./runs"],
        ["retrograd runs show runs/two-layer-0001", "one of them"],
        ["retrograd runs compare runs/two-layer-000*", "what differs, and what came of it"],
      ),
    );
  withOutputFlags(
    runs
      .command("list")
      .description("all runs in a folder (what `retrograd runs` does)")
      .option("--dir <dir>", "folder of the runs", text, "runs"),
  )
    .addHelpText("after", examples(["retrograd runs list --dir experiments/runs", "another folder"]))
    .action(async (options) => {
      const { list } = await import("../commands/runs.js");
      finish(await list(options, environment));
    });
  withOutputFlags(
    runs
      .command("show")
      .description("how one run went, and with what")
      .argument("<run>", "folder of the run", text),
  )
    .addHelpText("after", examples(["retrograd runs show runs/two-layer-0001", "metrics, data, settings"]))
    .action(async (run, options) => {
      const { show } = await import("../commands/runs.js");
      finish(await show({ run, ...options }, environment));
    });
  withOutputFlags(
    runs
      .command("compare")
      .description("runs side by side: the settings that differ, and the final metrics")
      .argument("<run...>", "folders of the runs", texts),
  )
    .addHelpText("after", examples(["retrograd runs compare runs/a-0001 runs/a-0002", "side by side"]))
    .action(async (folders, options) => {
      const { compare } = await import("../commands/runs.js");
      finish(await compare({ runs: folders, ...options }, environment));
    });
  addReplayCommands(runs, { environment, finish });
}

/** Commands that train runs again. */
function addReplayCommands(runs: Command, { environment, finish }: Omit<ProgramContext, "complain">): void {
  withOutputFlags(
    runs
      .command("diff")
      .description("what two runs differ in, and the first step and tensor at which they part")
      .argument("<a>", "folder of a run", text)
      .argument("<b>", "folder of another", text)
      .addOption(dataDirectory)
      .addOption(plugins),
  )
    .addHelpText(
      "after",
      examples(["retrograd runs diff runs/a-0001 runs/a-0002", "exit code 1 where they part"]),
    )
    .action(async (a, b, options) => {
      const { diffRuns } = await import("../commands/diff-runs.js");
      finish(await diffRuns({ a, b, ...options }, environment));
    });
  withOutputFlags(
    runs
      .command("verify")
      .description("train a run again and compare its metrics, checkpoints and model, bit by bit")
      .argument("<run>", "folder of the run", text)
      .addOption(dataDirectory)
      .addOption(plugins),
  )
    .addHelpText(
      "after",
      examples(["retrograd runs verify runs/two-layer-0001", "exit code 1 where a bit differs"]),
    )
    .action(async (run, options) => {
      const { verifyRun } = await import("../commands/verify-run.js");
      finish(await verifyRun({ run, ...options }, environment));
    });
}
