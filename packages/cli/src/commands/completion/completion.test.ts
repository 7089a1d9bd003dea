import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Workspace } from "../../../tests/captured-environment.js";

/** Command lines, and what every shell offers at the end of each. */
const offers: Readonly<Record<string, readonly string[]>> = {
  "retrograd tra": ["train"],
  "retrograd runs ": ["compare", "diff", "help", "list", "show", "verify"],
  "retrograd help cross": ["cross-validate"],
  "retrograd gradcheck --mode ": ["exhaustive", "fast"],
  "retrograd gradcheck digits.yaml --mode f": ["fast"],
  "retrograd gradcheck --format j": ["json", "junit"],
  "retrograd train --engine ": ["auto", "blas", "portable", "reference"],
  "retrograd evaluate runs/a-0001 --split t": ["test", "train"],
  "retrograd init ": ["csv", "mlp", "regression", "two-layer"],
  "retrograd completion ": ["bash", "fish", "zsh"],
  "retrograd explain missing-me": ["missing-mean"],
  "retrograd train --s": ["--seed", "--set"],
  // the flags of `runs list`
  "retrograd runs --di": ["--dir"],
  "retrograd train ": ["digits.yaml", "own", "runs", "swish.mjs", "two words.yml"],
  "retrograd train own/": ["iris.yaml"],
  "retrograd evaluate runs/": ["a-0001"],
  "retrograd train digits.yaml --plugin ": ["own", "runs", "swish.mjs"],
  "retrograd predict runs/a-0001 --input ": [
    "data.csv",
    "digits.yaml",
    "own",
    "runs",
    "swish.mjs",
    "two words.yml",
  ],
  // a number follows
  "retrograd train --seed ": [],
};

const inBash = `source "$1"
for line in "\${@:2}"; do
  echo "<$line>"
  read -ra COMP_WORDS <<< "$line"
  if [[ $line == *" " ]]; then COMP_WORDS+=(""); fi
  COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
  _retrograd
  printf '>%s<\\n' "\${COMPREPLY[@]}"
done`;
const inFish = `source $argv[1]
for line in $argv[2..-1]
  echo "<$line>"
  complete -C $line | string replace -r '(\\t.*)?$' '<' | string replace -r '^' '>'
end`;
const inZsh = fileURLToPath(new URL("../../../tests/zsh-candidates.zsh", import.meta.url));

/** Arguments of each shell, to which a completion script and command lines are added. It prints <line> and its >candidates<. */
const shells: Readonly<Record<string, readonly string[]>> = {
  bash: ["--norc", "-c", inBash, "bash"],
  zsh: ["-f", inZsh],
  fish: ["--no-config", "-c", inFish],
};

let workspace: Workspace;
beforeAll(() => {
  workspace = new Workspace();
  for (const folder of ["runs", "runs/a-0001", "own"]) mkdirSync(workspace.path(folder));
  for (const file of ["digits.yaml", "two words.yml", "data.csv", "swish.mjs", "own/iris.yaml"]) {
    workspace.write(file, "");
  }
});
afterAll(() => workspace.remove());

test.for(Object.entries(shells))(
  "%s offers commands, flags, words, files and folders",
  async ([shell, args], { skip }) => {
    skip(spawnSync(shell, ["--version"]).status !== 0, `where there is no ${shell}`);
    const { code, stdout: script } = await workspace.run(["completion", shell]);
    expect(code).toBe(0);
    workspace.write(`own/retrograd.${shell}`, script);
    const { stdout, stderr } = spawnSync(shell, [...args, `own/retrograd.${shell}`, ...Object.keys(offers)], {
      cwd: workspace.directory,
      encoding: "utf8",
      timeout: 120_000,
    });
    expect(stderr).toBe("");
    expect(offersIn(stdout)).toEqual(offers);
  },
);

/** The candidates after each line of a shell's output: each once, folders and files without their path, sorted. */
function offersIn(output: string): Readonly<Record<string, readonly string[]>> {
  const parts = output.split(/<(retrograd .*)>\r?\n/);
  const lines = parts.flatMap((line, i) => (i % 2 === 0 ? [] : [[line, parts[i + 1] ?? ""] as const]));
  return Object.fromEntries(
    lines.map(([line, text]) => {
      const words = [...text.matchAll(/>(.+)</g)].map(([, word = ""]) => basename(word).replaceAll("\\", ""));
      return [line, [...new Set(words)].toSorted()];
    }),
  );
}

describe("the scripts", () => {
  test("know every command, and every flag of it", async () => {
    const { stdout } = await workspace.run(["completion", "bash"]);
    for (const args of [["train"], ["runs", "list"], ["plugins", "trust"], ["completion"]]) {
      const help = (await workspace.run([...args, "--help"])).stdout;
      const flags = [...help.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)].map(([, flag]) => flag);
      expect(flags.length).toBeGreaterThan(0);
      const [, offered = ""] =
        new RegExp(
          `"retrograd ${args.join(" ")}"\\)\\n.*?== -\\* \\]\\]; then _retrograd_words (.*?);`,
          "s",
        ).exec(stdout) ?? [];
      expect(offered.split(" ").filter((flag) => flag.startsWith("--"))).toEqual(flags);
    }
  });

  test("are for the three shells", async () => {
    const { code, stderr } = await workspace.run(["completion", "tcsh"]);
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining("bash, zsh, fish") });
  });
});
