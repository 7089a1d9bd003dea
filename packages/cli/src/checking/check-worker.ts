import type { Environment, OutputStream } from "../environment.js";
import { createTerminal } from "../terminal/terminal.js";
import { type CheckArguments, checkFile, type FileOutcome, type FileToCheck } from "./check-file.js";

/** What a thread is asked to check. */
export interface CheckRequest {
  readonly file: FileToCheck;
  readonly args: CheckArguments;
  readonly quiet: boolean;
}

/** How it ended, and what there was to say on the way. */
export interface CheckAnswer {
  readonly outcome: FileOutcome;
  readonly said: string;
}

/** Checks a file for another thread, which shows what comes of it. */
export async function answerCheck(
  { file, args, quiet }: CheckRequest,
  environment: Environment,
): Promise<CheckAnswer> {
  let said = "";
  const collected: OutputStream = {
    isTTY: false,
    columns: environment.stderr.columns,
    write(text) {
      said += text;
    },
  };
  const here = { ...environment, stdout: collected, stderr: collected };
  const outcome = await checkFile(file, args, createTerminal(here, { json: true, quiet }), here);
  // an error of a class of its own does not pass from thread to thread; its description does
  const plain = outcome.interrupt === undefined ? { reported: outcome.reported } : outcome;
  return { outcome: plain, said: said.trimEnd() };
}
