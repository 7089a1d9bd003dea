import type { Command } from "@commander-js/extra-typings";
import { examples, replayFlags, text } from "../../../program/options.js";
import type { ProgramContext } from "../../../program/program-context.js";

/** Adds `retrograd runs verify`. */
export function addRunsVerify(runs: Command, { environment, finish }: ProgramContext): void {
  replayFlags(
    runs
      .command("verify")
      .description("train a run again and compare its metrics, checkpoints and model, bit by bit")
      .argument("<run>", "folder of the run", text),
  )
    .addHelpText(
      "after",
      examples(["retrograd runs verify runs/two-layer-0001", "exit code 1 if a bit differs"]),
    )
    .action(async (run, options) => {
      const { verifyRun } = await import("./verify.js");
      finish(await verifyRun({ run, ...options }, environment));
    });
}
