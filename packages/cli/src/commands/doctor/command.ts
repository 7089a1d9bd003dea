import type { Command } from "@commander-js/extra-typings";
import { dataDirectory, examples, withOutputFlags } from "../../program/options.js";
import type { ProgramContext } from "../../program/program-context.js";

/** Adds `retrograd doctor`. */
export function addDoctor(program: Command, { environment, finish }: ProgramContext): void {
  withOutputFlags(
    program
      .command("doctor")
      .description("what this machine offers: Node, engine, data sets, versions")
      .addOption(dataDirectory),
  )
    .addHelpText("after", examples(["retrograd doctor --data-dir ~/data", "are my data found?"]))
    .action(async (options) => {
      const { doctor } = await import("./doctor.js");
      finish(await doctor(options, environment));
    });
}
