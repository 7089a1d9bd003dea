import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { CommanderError } from "commander";
import type { Environment } from "./environment.js";
import { exitCodes } from "./exit-codes.js";
import { normalizeArguments } from "./program/normalize-arguments.js";
import { createProgram } from "./program/program.js";

const helpShown = ["commander.helpDisplayed", "commander.version"];

/** Runs one command line, without "node" and the program's name.
 *  @returns the exit code; it never throws */
export async function runCommandLine(args: readonly string[], environment: Environment): Promise<number> {
  let code: number = exitCodes.ok;
  const usage: string[] = [];
  const program = createProgram({
    environment,
    finish: (exitCode) => {
      code = exitCode;
    },
    complain: (text) => usage.push(text),
  });
  try {
    await program.parseAsync(normalizeArguments(program, args), { from: "user" });
    return code;
  } catch (error) {
    if (error instanceof CommanderError && helpShown.includes(error.code)) return exitCodes.ok;
    // loaded only after a failure: the class of errors comes with the tensor math
    const { endInError } = await import("./end-in-error.js");
    const flags = {
      json: args.includes("--json"),
      verbose: args.includes("--verbose"),
      settings: acceptsSettings(program, args) ? args : undefined,
    };
    return endInError(error, usage.join("").trim(), environment, flags);
  }
}

function acceptsSettings(program: CommandUnknownOpts, [name]: readonly string[]): boolean {
  const command = program.commands.find((candidate) => candidate.name() === name);
  return command?.options.some(({ long }) => long === "--set") === true;
}
