import type { Command } from "@commander-js/extra-typings";
import { dataDirectory, examples, withOutputFlags } from "../../program/options.js";
import type { ProgramContext } from "../../program/program-context.js";

/** Adds `retrograd doctor`. */
export function addDoctor(program: Command, { environment, finish }: ProgramContext): void {
  withOutputFlags(
    program
      .command("doctor")
      .description("show Node, engine, data sets and versions on this machine")
      .addOption(dataDirectory),
  )
    .addHelpText(
      "after",
      examples(["retrograd doctor --data-dir ~/data", "check whether data sets are found in a folder"]),
    )
    .action(async (options) => {
      const { doctor } = await import("./doctor.js");
      finish(await doctor(options, environment));
    });
}
