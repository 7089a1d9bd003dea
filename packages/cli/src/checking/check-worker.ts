import type { Environment, OutputStream } from "../environment.js";
import { createTerminal } from "../terminal/terminal.js";
import { type CheckArguments, checkFile, type FileOutcome, type FileToCheck } from "./check-file.js";

/** A request to a worker thread. */
export interface CheckRequest {
  readonly file: FileToCheck;
  readonly args: CheckArguments;
  readonly quiet: boolean;
}

/** The answer of a worker thread. */
export interface CheckAnswer {
  readonly outcome: FileOutcome;
  /** What the check printed. */
  readonly messages: string;
}

/** Checks a file for another thread, which prints the outcome. */
export async function answerCheck(
  { file, args, quiet }: CheckRequest,
  environment: Environment,
): Promise<CheckAnswer> {
  let messages = "";
  const collected: OutputStream = {
    isTTY: false,
    columns: environment.stderr.columns,
    write(text) {
      messages += text;
    },
  };
  const collecting = { ...environment, stdout: collected, stderr: collected };
  const outcome = await checkFile(file, args, createTerminal(collecting, { json: true, quiet }), collecting);
  // a message to another thread loses the class of an error, so only its description is sent
  const plain = outcome.interrupt === undefined ? { reported: outcome.reported } : outcome;
  return { outcome: plain, messages: messages.trimEnd() };
}
