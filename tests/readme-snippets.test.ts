import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { checkExperimentText, formatDiagnostic } from "@retrograd/experiment";
import { builtinPlugins } from "@retrograd/node";
import { createRegistry } from "@retrograd/plugin";
import { afterAll, expect, test } from "vitest";
import { root, runFreely } from "./outside-project.js";
import { type Fence, fencesOf, readmeFiles } from "./readme-fences.js";

const fences = readmeFiles().flatMap(fencesOf);
const byLine = (list: readonly Fence[]) =>
  list.map((fence) => [`${fence.file}:${fence.line}`, fence] as const);

const programs = fences.filter((fence) => fence.language === "js");
// in node_modules, so that the names of packages resolve as for a user, and nothing is left in the tree
const folderOf = ({ file }: Fence) => join(root, dirname(file), "node_modules/.readme-programs");

afterAll(() => {
  for (const program of programs) rmSync(folderOf(program), { recursive: true, force: true });
});

test.each(byLine(programs))(
  "the program at %s runs as it is and prints the text below it",
  (_line, program) => {
    mkdirSync(folderOf(program), { recursive: true });
    const file = join(folderOf(program), `line-${program.line}.mjs`);
    writeFileSync(file, program.text);
    const { status, stdout, stderr } = runFreely(process.execPath, [file], join(root, dirname(program.file)));
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    if (program.output !== undefined) expect(stdout).toBe(program.output);
  },
);

const registry = createRegistry(...builtinPlugins);
const experiments = fences.filter(
  ({ language, text }) => language === "yaml" && /^(version: 1$|model:)/m.test(text),
);

test.each(byLine(experiments))("the experiment at %s has no mistakes", (_line, { text }) => {
  const { diagnostics } = checkExperimentText(text, { file: "experiment.yaml", registry });
  expect(diagnostics.map(formatDiagnostic)).toEqual([]);
});

test.each([
  { page: "README.md", mistakes: [["- Relu", "- Rellu"]] },
  {
    page: "docs/spec-format.md",
    mistakes: [
      ["- Relu", "- Rellu"],
      ["lr: 0.1", "lr: 0"],
      ["epochs", "epoch"],
    ],
  },
])("validate prints mistakes exactly as $page shows them", ({ page, mistakes }) => {
  const experiment = fencesOf("README.md").find(({ text }) => text.startsWith("version: 1\nname: digits"));
  const expected = fencesOf(page).find(({ text }) => text.startsWith("experiment.yaml:"));
  const wrong = mistakes.reduce(
    (text, [right = "", mistake = ""]) => text.replace(right, mistake),
    experiment?.text ?? "",
  );
  const folder = mkdtempSync(join(tmpdir(), "retrograd-readme-"));
  writeFileSync(join(folder, "experiment.yaml"), wrong);
  const command = join(root, "packages/cli/bin/retrograd.mjs");
  const { stdout, stderr } = runFreely(process.execPath, [command, "validate", "experiment.yaml"], folder);
  rmSync(folder, { recursive: true });
  expect(stdout + stderr).toBe(expected?.text);
});

test("the README's command lines run one after the other, in a folder that sees the repository", () => {
  const lines =
    readFileSync(join(root, "README.md"), "utf8").match(/^ *node packages\/cli\/bin\/\S+ .*$/gm) ?? [];
  const folder = mkdtempSync(join(tmpdir(), "retrograd-readme-"));
  for (const part of ["packages", "examples"]) symlinkSync(join(root, part), join(folder, part));
  try {
    for (const line of lines) {
      const [, ...args] = line
        .replace(/\s#.*$/, "")
        .trim()
        .split(/\s+/);
      const { status, stderr } = runFreely(process.execPath, args, folder);
      expect(status, `${line}\n${stderr}`).toBe(0);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
