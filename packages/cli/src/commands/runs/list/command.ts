import type { Command } from "@commander-js/extra-typings";
import { examples, text, withOutputFlags } from "../../../program/options.js";
import type { ProgramContext } from "../../../program/program-context.js";

/** Adds `retrograd runs list`. */
export function addRunsList(runs: Command, { environment, finish }: ProgramContext): void {
  withOutputFlags(
    runs
      .command("list")
      .description("list the runs in a folder (the same as `retrograd runs`)")
      .option("--dir <dir>", "folder of the runs", text, "runs"),
  )
    .addHelpText("after", examples(["retrograd runs list --dir experiments/runs", "another folder"]))
    .action(async (options) => {
      const { list } = await import("./list.js");
      finish(await list(options, environment));
    });
}
