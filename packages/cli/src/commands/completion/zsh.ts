import type { Candidates } from "./candidates.js";
import { type CompletedCommand, type CompletedOption, everyCommand } from "./completed-command.js";

/** The completion script for zsh. It can be evaluated, or be the file `_retrograd` in a folder of `fpath`. */
export function zshScript(program: CompletedCommand): string {
  return `#compdef retrograd
# zsh completion of retrograd; "retrograd completion zsh" wrote it

${everyCommand(program).map(functionOf).join("\n")}
if [[ $funcstack[1] == _retrograd ]]; then
  _retrograd "$@"
else
  compdef _retrograd retrograd
fi
`;
}

function nameOf({ path }: CompletedCommand): string {
  return ["_retrograd", ...path].join("_");
}

function functionOf(command: CompletedCommand): string {
  const { commands, candidates } = command;
  const options = command.options.flatMap(optionSpecs).map((spec) => `    ${quoted(spec)} \\\n`);
  if (commands.length === 0) {
    const action = candidates === undefined ? "" : `    ${quoted(`*:argument:${actionOf(candidates)}`)} \\\n`;
    return `${nameOf(command)}() {\n  _arguments \\\n${options.join("")}${action}    && return\n}\n`;
  }
  const described = commands.map(
    ({ path, description }) => `        ${quoted(`${path.at(-1)}:${description.replaceAll(":", "\\:")}`)}\n`,
  );
  const calls = commands.map((inner) => `        ${inner.path.at(-1)}) ${nameOf(inner)} ;;\n`);
  return `${nameOf(command)}() {
  local context state state_descr line
  local -a commands
  local -A opt_args
  _arguments -C \\
${options.join("")}    '1:command:->command' \\
    '*::argument:->argument' && return
  case $state in
    command)
      commands=(
${described.join("")}      )
      _describe -t commands command commands
      ;;
    argument)
      case $line[1] in
${calls.join("")}      esac
      ;;
  esac
}
`;
}

function optionSpecs({ names, description, isRepeatable, value }: CompletedOption): readonly string[] {
  const text = description.replaceAll(/[\\[\]:]/g, "\\$&");
  const others = isRepeatable ? "*" : names.length > 1 ? `(${names.join(" ")})` : "";
  const equals = value === undefined ? "" : "=";
  const action =
    value === undefined ? "" : `:${value.name.replaceAll(/[=:[\]|]/g, " ")}:${actionOf(value.candidates)}`;
  return names.map((name) => `${others}${name}${name.startsWith("--") ? equals : ""}[${text}]${action}`);
}

function actionOf(candidates: Candidates | undefined): string {
  // a space: nothing to offer, but a value is expected
  if (candidates === undefined) return " ";
  if ("words" in candidates) return `(${candidates.words.join(" ")})`;
  const { endings } = candidates;
  if (endings.length === 0) return "_files -/";
  return endings.includes("") ? "_files" : `_files -g "*(${endings.join("|")})"`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
