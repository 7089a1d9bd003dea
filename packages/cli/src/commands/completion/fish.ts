import type { Candidates } from "./candidates.js";
import { type CompletedCommand, type CompletedOption, everyCommand } from "./completed-command.js";

/** The completion script for fish. */
export function fishScript(program: CompletedCommand): string {
  const commands = everyCommand(program);
  const paths = commands.filter(({ path }) => path.length > 0).map(({ path }) => quoted(path.join(" ")));
  return `# fish completion of retrograd; "retrograd completion fish" wrote it

# whether the command line so far is at the command of the arguments
function __retrograd_at
    set -l path
    for word in (commandline -opc)[2..-1]
        if contains -- (string join ' ' -- $path $word) ${paths.join(" ")}
            set path $path $word
        end
    end
    test "$path" = "$argv"
end

# folders, and files that end in one of the arguments
function __retrograd_files
    set -l typed (commandline -ct | string replace -r -- '^-[^=]*=' '')
    for path in "$typed"*
        if test -d $path
            echo $path/
            continue
        end
        for ending in $argv
            if string match -q -- "*$ending" $path
                echo $path
                break
            end
        end
    end
end

complete -c retrograd -e
complete -c retrograd -f
${commands.flatMap(linesOf).join("\n")}
`;
}

function linesOf({ path, options, commands, candidates }: CompletedCommand): readonly string[] {
  const start = `complete -c retrograd -n ${quoted(["__retrograd_at", ...path].join(" "))}`;
  return [
    ...commands.map(
      (inner) => `${start} -a ${quoted(inner.path.at(-1) ?? "")} -d ${quoted(inner.description)}`,
    ),
    ...(candidates === undefined ? [] : [`${start} -a ${offered(candidates)}`]),
    ...options.map((option) => `${start}${flagsOf(option)} -d ${quoted(option.description)}`),
  ];
}

function flagsOf({ names, value }: CompletedOption): string {
  const flags = names.map((name) =>
    name.startsWith("--") ? ` -l ${name.slice(2)}` : ` -s ${name.slice(1)}`,
  );
  if (value === undefined) return flags.join("");
  const { candidates } = value;
  return `${flags.join("")} -x${candidates === undefined ? "" : ` -a ${offered(candidates)}`}`;
}

function offered(candidates: Candidates): string {
  if ("words" in candidates) return quoted(candidates.words.join(" "));
  const { endings } = candidates;
  if (endings.length === 0) return "'(__fish_complete_directories)'";
  return quoted(endings.includes("") ? "(__retrograd_files '')" : `(__retrograd_files ${endings.join(" ")})`);
}

function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
