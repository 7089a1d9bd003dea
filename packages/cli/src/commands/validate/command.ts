import { type Command, Option } from "@commander-js/extra-typings";
import { examples, experimentFlags, texts } from "../../program/options.js";
import type { ProgramContext } from "../../program/program-context.js";

/** Adds `retrograd validate`. */
export function addValidate(program: Command, { environment, finish }: ProgramContext): void {
  experimentFlags(
    program
      .command("validate")
      .description("check experiment files: every mistake with its place, or the shape trace")
      .argument("<file...>", "experiment files, folders of them, or quoted glob patterns", texts)
      .addOption(
        new Option("--format <format>", "how mistakes are printed; github: as annotations of a workflow")
          .choices(["text", "github"] as const)
          .default("text" as const),
      ),
  )
    .addHelpText(
      "after",
      examples(
        ["retrograd validate examples/*.yaml", "exit code 2 if any is wrong"],
        ["retrograd validate examples/*.yaml --format github", "in a GitHub workflow"],
      ),
    )
    .action(async (files, options) => {
      const { validate } = await import("./validate.js");
      finish(await validate({ files, ...options }, environment));
    });
}
