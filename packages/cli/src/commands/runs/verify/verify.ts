import { visibleText } from "@retrograd/core";
import { type ReplayFlags, verifyRun as verify } from "@retrograd/node/command";
import { formatCount, formatNumberOf } from "@retrograd/node/format";
import type { Environment } from "../../../environment.js";
import { exitCodes } from "../../../exit-codes.js";
import { terminalMessages } from "../../../terminal/messages.js";
import { createTerminal, type OutputFlags } from "../../../terminal/terminal.js";

/** Arguments of `retrograd runs verify`. */
export interface VerifyArguments extends OutputFlags, ReplayFlags {
  readonly run: string;
}

/** Trains a run again and compares the result with the files of the run, bit by bit. */
export async function verifyRun(args: VerifyArguments, environment: Environment): Promise<number> {
  const terminal = createTerminal(environment, args);
  const verification = await verify(args.run, args, terminalMessages(terminal), environment);
  const { steps, rows, checkpoints, model, warnings, difference } = verification;
  const same = difference === undefined;
  terminal.document({
    path: args.run,
    same,
    steps,
    rows,
    checkpoints,
    warnings,
    ...(same ? {} : { difference }),
  });
  if (same) {
    terminal.result(
      `${visibleText(args.run)}: ${formatNumberOf(steps, "step")} replayed; ${formatNumberOf(rows, "row")}, ${formatNumberOf(checkpoints, "checkpoint")}${model ? " and the model" : ""} have the same bytes`,
    );
    return exitCodes.ok;
  }
  const { step, what, recorded, replayed } = difference;
  terminal.result(
    `${visibleText(args.run)} differs from its replay, first at step ${formatCount(step)}, ${what}`,
  );
  terminal.result(`  recorded ${recorded}\n  replayed ${replayed}`);
  return exitCodes.failed;
}
