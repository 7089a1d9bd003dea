import { Argument, type Command, Option } from "@commander-js/extra-typings";
import {
  count,
  dataDirectory,
  differenceStep,
  engine,
  examples,
  overrides,
  plugins,
  positive,
  seed,
  text,
  texts,
  withOutputFlags,
} from "./options.js";
import type { ProgramContext } from "./program-context.js";

/** Adds the commands that begin with an experiment file. */
export function addExperimentCommands(program: Command, { environment, finish }: ProgramContext): void {
  withOutputFlags(
    program
      .command("init")
      .description("write a commented experiment to begin with")
      .addArgument(new Argument("[template]", "two-layer, mlp, regression or csv").default("two-layer"))
      .option("--out <file>", "where to write it", text, "experiment.yaml"),
  )
    .addHelpText(
      "after",
      examples(
        ["retrograd init", "two layers on handwritten digits"],
        ["retrograd init csv --out flowers/experiment.yaml", "from a table of your own"],
      ),
    )
    .action(async (template, options) => {
      const { init } = await import("../commands/init.js");
      finish(await init({ template, ...options }, environment));
    });

  withOutputFlags(
    program
      .command("validate")
      .description("check experiment files: every mistake with its place, or the shape trace")
      .argument("<file...>", "experiment files, folders of them, or quoted glob patterns", texts)
      .addOption(
        new Option("--format <format>", "how mistakes are told; github: as annotations of a workflow")
          .choices(["text", "github"] as const)
          .default("text" as const),
      )
      .addOption(plugins)
      .addOption(overrides),
  )
    .addHelpText(
      "after",
      examples(
        ["retrograd validate examples/*.yaml", "exit code 2 if any is wrong"],
        ["retrograd validate examples/*.yaml --format github", "in a workflow of GitHub"],
      ),
    )
    .action(async (files, options) => {
      const { validate } = await import("../commands/validate.js");
      finish(await validate({ files, ...options }, environment));
    });

  program
    .command("schema")
    .description("the JSON Schema of experiment files, for the completion and the hints of an editor")
    .addOption(plugins)
    .addHelpText(
      "after",
      examples(
        ["retrograd schema > experiment.schema.json", "of all that is built in"],
        ["retrograd schema --plugin ./swish.js > schema.json", "with layers of your own"],
      ),
    )
    .action(async (options) => {
      const { schema } = await import("../commands/schema.js");
      finish(await schema(options, environment));
    });

  withOutputFlags(
    program
      .command("convert")
      .description("an experiment file as TypeScript, or TypeScript as an experiment file; runs nothing")
      .argument("<file>", "experiment in YAML, TypeScript or JavaScript", text)
      .option("--out <file>", "where to write it, a new file (default: stdout)", text)
      .addOption(plugins),
  )
    .addHelpText(
      "after",
      examples(
        ["retrograd convert experiment.yaml --out experiment.ts", "with types for every layer and option"],
        ["retrograd convert experiment.ts > experiment.yaml", "comments included"],
      ),
    )
    .action(async (file, options) => {
      const { convert } = await import("../commands/convert.js");
      finish(await convert({ file, ...options }, environment));
    });

  withOutputFlags(
    program
      .command("describe")
      .description("layers, shapes, parameters, memory, cost per step, every setting")
      .argument("<file>", "experiment file", text)
      .addOption(plugins)
      .addOption(overrides),
  )
    .addHelpText(
      "after",
      examples([
        "retrograd describe experiment.yaml --set model.layers[0].Affine=200",
        "what would a wider layer cost?",
      ]),
    )
    .action(async (file, options) => {
      const { describe } = await import("../commands/describe.js");
      finish(await describe({ file, ...options }, environment));
    });

  withOutputFlags(
    program
      .command("preflight")
      .description("check in seconds that the network of an experiment can learn, without training it")
      .argument("<file>", "experiment file", text)
      .addOption(overrides)
      .addOption(seed)
      .addOption(engine)
      .addOption(dataDirectory)
      .addOption(plugins),
  )
    .addHelpText(
      "after",
      examples([
        "retrograd preflight experiment.yaml",
        "targets, loss at the beginning, gradients, and whether 20 samples can be learned by heart",
      ]),
    )
    .action(async (file, options) => {
      const { preflight } = await import("../commands/preflight.js");
      finish(await preflight({ file, ...options }, environment));
    });

  withOutputFlags(
    program
      .command("train")
      .description("train the network of an experiment into a new run folder, or go on with a run")
      .argument("[file]", "experiment file; with --resume that of the run unless told", text)
      .option("--out <dir>", "folder of the run, new or empty (default: runs/<name>-0001, ...)", text)
      .option(
        "--preflight",
        "check first that the network can learn: targets, loss at the beginning, gradients, a few samples",
      )
      .option("--resume <run>", "go on from the last checkpoint of a run, or from the one named", text)
      .addOption(overrides)
      .addOption(seed)
      .addOption(engine)
      .addOption(dataDirectory)
      .addOption(plugins),
  )
    .addHelpText(
      "after",
      examples(
        ["retrograd train experiment.yaml", "into runs/<name>-0001"],
        ["retrograd train experiment.yaml --set train.batch=50 --seed 1", "with other settings"],
        ["retrograd train mnist.yaml --data-dir ~/data", "data from ~/data/mnist"],
        ["retrograd train --resume runs/two-layer-0001", "go on where it was interrupted"],
      ),
    )
    .action(async (file, options) => {
      const { train } = await import("../commands/train.js");
      finish(await train({ file, ...options }, environment));
    });

  withOutputFlags(
    program
      .command("cross-validate")
      .description("train once for each fold of the samples, measure on it: mean and deviation")
      .argument("<file>", "experiment file", text)
      .option("--folds <number>", "how many folds", count, 5)
      .option("--out <dir>", "folder for the runs fold-1, fold-2, ... (default: runs/<name>-0001, ...)", text)
      .addOption(overrides)
      .addOption(seed)
      .addOption(engine)
      .addOption(dataDirectory)
      .addOption(plugins),
  )
    .addHelpText(
      "after",
      examples(
        ["retrograd cross-validate experiment.yaml", "five runs; the test split is left alone"],
        ["retrograd cross-validate experiment.yaml --set data.stratify=true", "each class in every fold"],
      ),
    )
    .action(async (file, options) => {
      const { crossValidate } = await import("../commands/cross-validate.js");
      finish(await crossValidate({ file, ...options }, environment));
    });

  withOutputFlags(
    program
      .command("lr-find")
      .description("train with rising learning rates, keep nothing, and say which rate to train with")
      .argument("<file>", "experiment file", text)
      .option("--from <rate>", "the first learning rate", positive, 1e-6)
      .option("--to <rate>", "the last, unless the loss diverges before", positive, 100)
      .option("--steps <number>", "steps from the first to the last", count, 120)
      .addOption(overrides)
      .addOption(seed)
      .addOption(engine)
      .addOption(dataDirectory)
      .addOption(plugins),
  )
    .addHelpText(
      "after",
      examples(
        ["retrograd lr-find experiment.yaml", "a curve of the loss, and a rate"],
        ["retrograd lr-find experiment.yaml --set train.optimizer=Adam", "for another optimizer"],
      ),
    )
    .action(async (file, options) => {
      const { lrFind } = await import("../commands/lr-find.js");
      finish(await lrFind({ file, ...options }, environment));
    });

  withOutputFlags(
    program
      .command("gradcheck")
      .description("compare backpropagation with numerical gradients, element by element")
      .argument("<file...>", "experiment files, folders of them or of runs, or quoted glob patterns", texts)
      .option("--layer <id>", "check this layer alone, such as Affine1", text)
      .option("--batch <number>", "samples in the checked batch", count)
      .addOption(
        new Option("--mode <mode>", "every element of each gradient, or a few random directions").choices([
          "exhaustive",
          "fast",
        ] as const),
      )
      .option(
        "--time-budget <seconds>",
        "for all files together; what does not fit is checked along random directions alone, and the report says what",
        positive,
      )
      .option("--burn-in <steps>", "steps of gradient descent before the check", count)
      .option("--step <size>", "the only step of the differences, such as 1e-4", differenceStep)
      .option("--training-dtype", "also hold the float32 gradients of the engine in use against float64")
      .option(
        "--format <format[=file]>",
        "pretty, json, junit, sarif, github or markdown, to stdout or into a file (may be repeated)",
        texts,
      )
      .option("--allow-inconclusive", "exit 0 where nothing was proved wrong but not all was proved right")
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
        ["retrograd gradcheck large.yaml --time-budget 60", "every element of all that fits into a minute"],
        ["retrograd gradcheck mine.yaml --plugin ./swish.ts", "a layer of your own"],
        ["retrograd gradcheck a.yaml --format junit=gradients.xml", "the table, and a report for CI"],
        ["retrograd gradcheck a.yaml --format sarif > gradients.sarif", "a report alone"],
      ),
    )
    .action(async (files, options) => {
      const { gradcheck } = await import("../commands/gradcheck.js");
      finish(await gradcheck({ files, ...options }, environment));
    });
}
