import type { Command } from "@commander-js/extra-typings";
import { examples, text, withOutputFlags } from "../../../program/options.js";
import type { ProgramContext } from "../../../program/program-context.js";

/** Adds `retrograd runs show`. */
export function addRunsShow(runs: Command, { environment, finish }: ProgramContext): void {
  withOutputFlags(
    runs
      .command("show")
      .description("show the metrics, data, engine and settings of a run")
      .argument("<run>", "folder of the run", text),
  )
    .addHelpText("after", examples(["retrograd runs show runs/two-layer-0001", "one run"]))
    .action(async (run, options) => {
      const { show } = await import("./show.js");
      finish(await show({ run, ...options }, environment));
    });
}
