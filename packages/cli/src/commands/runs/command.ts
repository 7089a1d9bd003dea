import type { Command } from "@commander-js/extra-typings";
import { examples } from "../../program/options.js";
import type { ProgramContext } from "../../program/program-context.js";
import { addRunsCompare } from "./compare/command.js";
import { addRunsDiff } from "./diff/command.js";
import { addRunsList } from "./list/command.js";
import { addRunsShow } from "./show/command.js";
import { addRunsVerify } from "./verify/command.js";

/** Adds `retrograd runs`. */
export function addRuns(program: Command, context: ProgramContext): void {
  const runs = program
    .command("runs")
    .description("list, show, compare and verify runs")
    .addHelpText(
      "after",
      examples(
        ["retrograd runs", "all runs in ./runs"],
        ["retrograd runs show runs/two-layer-0001", "one run"],
        ["retrograd runs compare runs/two-layer-000*", "settings that differ, and final metrics"],
      ),
    );
  for (const add of [addRunsList, addRunsShow, addRunsCompare, addRunsDiff, addRunsVerify])
    add(runs, context);
}
