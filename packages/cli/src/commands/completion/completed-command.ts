import type { CommandUnknownOpts, Option } from "@commander-js/extra-typings";
import { listingOf } from "../../program/listing-of.js";
import { texts } from "../../program/options.js";
import { argumentCandidates, type Candidates, optionCandidates } from "./candidates.js";

/** A flag of a command. */
export interface CompletedOption {
  /** All its names: `-q` and `--quiet`. */
  readonly names: readonly string[];
  readonly description: string;
  readonly isRepeatable: boolean;
  /** What follows the flag; undefined if nothing does. */
  readonly value?: { readonly name: string; readonly candidates: Candidates | undefined };
}

/** A command that a shell can complete, with all that may follow it. */
export interface CompletedCommand {
  /** Its words after the program's name: `["runs", "show"]`; empty for the program. */
  readonly path: readonly string[];
  readonly description: string;
  readonly options: readonly CompletedOption[];
  /** What its first argument may be. */
  readonly candidates: Candidates | undefined;
  /** Its subcommands; empty if it takes arguments. */
  readonly commands: readonly CompletedCommand[];
}

/** A command and all commands below it, each before its subcommands. */
export function everyCommand(command: CompletedCommand): readonly CompletedCommand[] {
  return [command, ...command.commands.flatMap(everyCommand)];
}

/** The program as a shell completes it, from what its commands declare. */
export function completedCommands(program: CommandUnknownOpts): CompletedCommand {
  return completed(program, [], []);
}

/** siblings: all commands of the group, which an argument may name */
function completed(
  command: CommandUnknownOpts,
  path: readonly string[],
  siblings: readonly CommandUnknownOpts[],
): CompletedCommand {
  const help = command.createHelp();
  const listing = listingOf(command);
  // a group with a command "list" also takes the flags of that command: `retrograd runs` is short for `retrograd runs list`
  const options = [...(listing?.options ?? []), ...help.visibleOptions(command)];
  const [argument] = command.registeredArguments;
  const commands = command.commands.length === 0 ? [] : help.visibleCommands(command);
  return {
    path,
    description: command.description(),
    options: options.map(completedOption),
    candidates: argument && argumentCandidates(argument, siblings),
    commands: commands.map((inner) => completed(inner, [...path, inner.name()], command.commands)),
  };
}

function completedOption(option: Option): CompletedOption {
  const { short, long, description, flags, parseArg } = option;
  const [, name] = /<(.*)>$/.exec(flags) ?? [];
  return {
    names: [short, long].filter((flag) => flag !== undefined),
    description,
    isRepeatable: parseArg === texts,
    ...(name === undefined ? {} : { value: { name, candidates: optionCandidates(option) } }),
  };
}
