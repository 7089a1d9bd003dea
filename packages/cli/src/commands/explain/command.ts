import type { Command } from "@commander-js/extra-typings";
import { examples, text, withOutputFlags } from "../../program/options.js";
import type { ProgramContext } from "../../program/program-context.js";

/** Adds `retrograd explain`. */
export function addExplain(program: Command, { environment, finish }: ProgramContext): void {
  withOutputFlags(
    program
      .command("explain")
      .description("explain what a code means and how to fix it; without a code, list all codes")
      .argument("[code]", "a code that a command printed, such as missing-mean or RG2001", text),
  )
    .addHelpText(
      "after",
      examples(
        ["retrograd explain", "every code, one line each"],
        ["retrograd explain missing-mean", "why a gradient may be wrong"],
        ["retrograd explain inconclusive", "what a verdict of gradcheck means"],
        ["retrograd explain RG2001", "a mistake in an experiment file"],
      ),
    )
    .action(async (code, options) => {
      const { explain } = await import("./explain.js");
      finish(explain({ code, ...options }, environment));
    });
}
