import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import { listingOf } from "./listing-of.js";

const helpFlags = ["-h", "--help"];

/** A command line in the long form that Commander reads: `help runs show` becomes `runs show --help`, and a group of commands
 *  alone or with flags becomes its `list`. Words that name no command stay, so that the error shows them. */
export function normalizeArguments(program: CommandUnknownOpts, args: readonly string[]): readonly string[] {
  const [first, second, ...others] = args;
  if (first === "help") return helpFor(program, args.slice(1));
  const group = program.commands.find((command) => command.name() === first);
  const listing = group && listingOf(group);
  if (first === undefined || listing === undefined) return args;
  if (second === "help") return helpFor(program, [first, ...others]);
  const isBare = second === undefined || (second.startsWith("-") && !helpFlags.includes(second));
  return isBare ? [first, listing.name(), ...args.slice(1)] : args;
}

function helpFor(program: CommandUnknownOpts, names: readonly string[]): readonly string[] {
  const path: string[] = [];
  let command = program;
  for (const name of names.filter((word) => !word.startsWith("-"))) {
    if (command.commands.length === 0) break;
    path.push(name);
    const inner = command.commands.find((candidate) => candidate.name() === name);
    if (inner === undefined) return path;
    command = inner;
  }
  return [...path, "--help"];
}
