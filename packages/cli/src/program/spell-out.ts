import type { CommandUnknownOpts } from "@commander-js/extra-typings";

const helpFlags = ["-h", "--help"];
// commands of commands, whose first one is to list
const listing = ["runs", "plugins"];

/** A command line in the long form that Commander tells right from wrong: `help runs show` becomes `runs show --help`,
 *  and `runs` or `plugins` alone or with flags their `list`. What names no command stays, so that it is complained of by its name. */
export function spellOut(program: CommandUnknownOpts, args: readonly string[]): readonly string[] {
  const [first, second, ...others] = args;
  if (first === "help") return helpFor(program, args.slice(1));
  if (first === undefined || !listing.includes(first)) return args;
  if (second === "help") return helpFor(program, [first, ...others]);
  const isBare = second === undefined || (second.startsWith("-") && !helpFlags.includes(second));
  return isBare ? [first, "list", ...args.slice(1)] : args;
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
