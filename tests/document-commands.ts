import { createProgram } from "../packages/cli/src/program/program.js";
import { capture } from "../packages/cli/tests/captured-environment.js";
import { markdownTable } from "./markdown-table.js";
import { root } from "./outside-project.js";

type Command = ReturnType<typeof createProgram>["commands"][number];

/** Every command with its arguments and required flags, as Markdown. */
export function documentCommands(): string {
  const { environment } = capture(root);
  const program = createProgram({ environment, finish() {}, complain() {} });
  const rows = program.commands.flatMap((command) => rowsOf(command, program.name()));
  return markdownTable(["command", "what it does"], rows);
}

function rowsOf(command: Command, parents: string): readonly (readonly string[])[] {
  if (command.commands.length > 0) {
    return command.commands.flatMap((inner) => rowsOf(inner, `${parents} ${command.name()}`));
  }
  const values = command.registeredArguments.map((argument) => {
    const name = `${argument.name()}${argument.variadic ? "..." : ""}`;
    return argument.required ? `<${name}>` : `[${name}]`;
  });
  const required = command.options.filter(({ mandatory }) => mandatory).map(({ flags }) => flags);
  const usage = [parents, command.name(), ...values, ...required].join(" ");
  return [[`\`${usage}\``, command.description()]];
}
