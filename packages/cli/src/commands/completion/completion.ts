import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import type { Environment } from "../../environment.js";
import { exitCodes } from "../../exit-codes.js";
import { bashScript } from "./bash.js";
import { completedCommands } from "./completed-command.js";
import { fishScript } from "./fish.js";
import { zshScript } from "./zsh.js";

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript };

/** Prints a shell's completion script for a program. */
export function completion(
  shell: keyof typeof scripts,
  program: CommandUnknownOpts,
  environment: Environment,
): number {
  environment.stdout.write(scripts[shell](completedCommands(program)));
  return exitCodes.ok;
}
