import type { CommandUnknownOpts } from "@commander-js/extra-typings";

/** The command `list` of a group of commands, which the group's name alone runs; undefined if the group has none. */
export function listingOf(group: CommandUnknownOpts): CommandUnknownOpts | undefined {
  return group.commands.find((command) => command.name() === "list");
}
