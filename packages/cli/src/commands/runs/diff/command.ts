import type { Command } from "@commander-js/extra-typings";
import { examples, replayFlags, text } from "../../../program/options.js";
import type { ProgramContext } from "../../../program/program-context.js";

/** Adds `retrograd runs diff`. */
export function addRunsDiff(runs: Command, { environment, finish }: ProgramContext): void {
  replayFlags(
    runs
      .command("diff")
      .description("show what differs between two runs, and the first step and tensor that differ")
      .argument("<run>", "folder of a run", text)
      .argument("<other>", "folder of another", text),
  )
    .addHelpText(
      "after",
      examples(["retrograd runs diff runs/a-0001 runs/a-0002", "exit code 1 if they differ"]),
    )
    .action(async (a, b, options) => {
      const { diffRuns } = await import("./diff.js");
      finish(await diffRuns({ a, b, ...options }, environment));
    });
}
