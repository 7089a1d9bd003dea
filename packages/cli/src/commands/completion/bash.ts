import type { Candidates } from "./candidates.js";
import { type CompletedCommand, type CompletedOption, everyCommand } from "./completed-command.js";

/** The completion script for bash. */
export function bashScript(program: CompletedCommand): string {
  const commands = everyCommand(program);
  const inner = commands.filter(({ path }) => path.length > 0).map((command) => `"${nameOf(command)}"`);
  return `# bash completion of retrograd; "retrograd completion bash" wrote it

# offers the words that start with what is typed
_retrograd_words() {
  local word
  for word in "$@"; do
    if [[ $word == "$current"* ]]; then COMPREPLY+=("$word"); fi
  done
}

# offers folders, and files that end in one of the arguments
_retrograd_paths() {
  local path
  compopt -o filenames 2>/dev/null
  while IFS= read -r path; do COMPREPLY+=("$path"); done < <(
    compgen -d -- "$current"
    for path in "$@"; do compgen -f -X "!*$path" -- "$current"; done
  )
}

_retrograd() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD - 1]} command=retrograd word
  COMPREPLY=()
  # bash takes "=" as a word of its own
  if [[ $current == = ]]; then
    current=
  elif [[ $previous == = ]]; then
    previous=\${COMP_WORDS[COMP_CWORD - 2]}
  fi
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD - 1}"; do
    case "$command $word" in
      ${inner.join(" | ")}) command="$command $word" ;;
    esac
  done
  case $command in
${commands.map(commandCase).join("\n")}
  esac
}

complete -F _retrograd retrograd
`;
}

function nameOf({ path }: CompletedCommand): string {
  return ["retrograd", ...path].join(" ");
}

function commandCase(command: CompletedCommand): string {
  const { options, commands, candidates } = command;
  const withValue = options.filter(({ value }) => value !== undefined);
  const values = withValue.map(
    ({ names, value }) => `        ${names.join(" | ")}) ${offer(value?.candidates)}return ;;\n`,
  );
  const flags = options.flatMap(({ names }: CompletedOption) => names).join(" ");
  const words = commands.length === 0 ? candidates : { words: commands.map(({ path }) => path.at(-1) ?? "") };
  return `    "${nameOf(command)}")
      case $previous in
${values.join("")}      esac
      if [[ $current == -* ]]; then _retrograd_words ${flags}; ${words === undefined ? "" : `else ${offer(words)}`}fi
      ;;`;
}

/** The statement that offers candidates; none if there are none. */
function offer(candidates: Candidates | undefined): string {
  if (candidates === undefined) return "";
  if ("words" in candidates) return `_retrograd_words ${candidates.words.join(" ")}; `;
  return `_retrograd_paths ${candidates.endings.map((ending) => ending || '""').join(" ")}; `;
}
