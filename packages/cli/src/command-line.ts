import { RetrogradError } from "@retrograd/core";
import { CommanderError } from "commander";
import type { Environment } from "./environment.js";
import { exitCodeOf, exitCodes } from "./exit-codes.js";
import { createProgram } from "./program/program.js";
import { spellOut } from "./program/spell-out.js";
import { reportError } from "./report-error.js";

const helpShown = ["commander.helpDisplayed", "commander.version"];
// where a command is missing, help is the complaint
const usageShown = "commander.help";

/** Runs one command line, without "node" and the program's name; returns the exit code and never throws. */
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
  const flags = { json: args.includes("--json"), verbose: args.includes("--verbose") };
  try {
    await program.parseAsync(spellOut(program, args), { from: "user" });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) {
      reportError(error, environment, flags);
      return exitCodeOf(error);
    }
    if (helpShown.includes(error.code)) return exitCodes.ok;
    const said = usage.join("").trim();
    if (error.code === usageShown) {
      environment.stderr.write(`${said}\n`);
      return exitCodes.usage;
    }
    const message = said.replace(/^error: /, "");
    reportError(new RetrogradError("E_USAGE", message), environment, flags);
    return exitCodes.usage;
  }
}
