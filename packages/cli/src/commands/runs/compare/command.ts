import type { Command } from "@commander-js/extra-typings";
import { examples, texts, withOutputFlags } from "../../../program/options.js";
import type { ProgramContext } from "../../../program/program-context.js";

/** Adds `retrograd runs compare`. */
export function addRunsCompare(runs: Command, { environment, finish }: ProgramContext): void {
  withOutputFlags(
    runs
      .command("compare")
      .description("compare runs side by side: the settings that differ, and the final metrics")
      .argument("<run...>", "folders of the runs", texts),
  )
    .addHelpText(
      "after",
      examples(["retrograd runs compare runs/a-0001 runs/a-0002", "two runs side by side"]),
    )
    .action(async (folders, options) => {
      const { compare } = await import("./compare.js");
      finish(await compare({ runs: folders, ...options }, environment));
    });
}
