import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { root, run } from "./outside-project.js";

/** What of a composite action is run here. */
interface Action {
  readonly inputs: Readonly<Record<string, { readonly default?: string }>>;
  readonly runs: { readonly steps: readonly Step[] };
}

interface Step {
  readonly name?: string;
  readonly if?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly "working-directory"?: string;
}

const action: Action = parse(readFileSync(join(root, "action.yml"), "utf8"));
let project: string;

const right = `model: { input: [4], layers: [{ Affine: 3 }, Relu, SoftmaxWithLoss] }\n`;

beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), "retrograd-action-"));
  mkdirSync(join(project, "node_modules/.bin"), { recursive: true });
  symlinkSync(join(root, "packages/cli/bin/retrograd.mjs"), join(project, "node_modules/.bin/retrograd"));
  run("git", ["init", "--quiet"], project);
  const files = {
    ".gitignore": "node_modules\nignored\n",
    "nets/right.yaml": right,
    "nets/deeper/too deep.yaml": right,
    "ignored/wrong.yaml": "nothing: here\n",
    "wrong/wrong.yaml": right.replace("Relu", "WrongScale"),
  };
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(project, name)), { recursive: true });
    writeFileSync(join(project, name), content);
  }
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

/** Runs the action's commands one after the other as the runner does, until one fails. */
function runAction(inputs: Readonly<Record<string, string>>) {
  const summary = join(project, "summary.md");
  rmSync(summary, { force: true });
  const values = Object.entries(action.inputs).map(
    ([name, input]) => [name, inputs[name] ?? input.default ?? ""] as const,
  );
  const fill = (text: string) =>
    values.reduce((filled, [name, value]) => filled.replaceAll(`\${{ inputs.${name} }}`, value), text);
  let output = "";
  let code: number | null = 0;
  for (const step of action.runs.steps) {
    if (step.run === undefined || code !== 0) continue;
    if (step.if === "inputs.install != ''" && inputs.install === "") continue;
    const env = Object.entries(step.env ?? {}).map(([name, value]) => [name, fill(value)]);
    const { status, stdout, stderr } = spawnSync(
      "bash",
      ["--noprofile", "--norc", "-e", "-o", "pipefail", "-c", fill(step.run)],
      {
        cwd: join(project, fill(step["working-directory"] ?? ".")),
        encoding: "utf8",
        env: {
          PATH: process.env.PATH,
          HOME: process.env.HOME,
          GITHUB_ACTIONS: "true",
          GITHUB_WORKSPACE: project,
          GITHUB_STEP_SUMMARY: summary,
          ...Object.fromEntries(env),
        },
      },
    );
    output += stdout + stderr;
    code = status;
  }
  return { code, output, summary: existsSync(summary) ? readFileSync(summary, "utf8") : "" };
}

test("every step that is run gets the inputs as variables, never as text of its script", () => {
  for (const { run: script = "" } of action.runs.steps) expect(script).not.toContain("${{");
});

test("right experiments pass, with a step summary, in every folder but ignored ones", () => {
  const { code, output, summary } = runAction({
    experiments: "nets/**/*.yaml\n  ignored/*.yaml",
    install: "touch installed",
  });
  expect(code, output).toBe(0);
  expect(existsSync(join(project, "installed"))).toBe(true);
  expect(output).toContain("nets/right.yaml: pass");
  expect(output).toContain("nets/deeper/too deep.yaml: pass");
  expect(summary).toContain("## Gradient check: all 2 experiments proved");
});

test("a wrong gradient fails the job with 1, an annotation at its line, and the reports that were asked for", () => {
  const plugin = join(root, "packages/cli/tests/wrong-plugin.mjs");
  const { code, output, summary } = runAction({
    experiments: "**/wrong.yaml",
    args: `--plugin ${plugin} --batch 2`,
    junit: "reports/gradients.xml",
    sarif: "reports/gradients.sarif",
    install: "",
  });
  expect(code, output).toBe(1);
  expect(output).toMatch(/^::error file=wrong\/wrong\.yaml,line=1,.*title=WrongScale1\.x/m);
  expect(summary).toContain("1 of 1 experiment not proved");
  expect(readFileSync(join(project, "reports/gradients.xml"), "utf8")).toContain('failures="');
  expect(JSON.parse(readFileSync(join(project, "reports/gradients.sarif"), "utf8")).version).toBe("2.1.0");
});

test("a project in a folder of the checkout is checked there", () => {
  symlinkSync(join(project, "node_modules"), join(project, "nets/node_modules"));
  const { code, output } = runAction({ experiments: "*.yaml", "working-directory": "nets", install: "" });
  expect(code, output).toBe(0);
  expect(output).toContain("right.yaml: pass");
  expect(output).not.toContain("too deep");
});

test.each([
  [{ experiments: "none/*.yaml", install: "" }, "::error::no file matches experiments: none/*.yaml"],
  [{ experiments: " ", install: "" }, "::error::no file matches experiments: "],
  [{ experiments: "ignored/wrong.yaml", install: "" }, "no file matches"],
  [
    { experiments: "wrong.yaml", "working-directory": "wrong", install: "" },
    "::error::retrograd is not installed in ",
  ],
])("%j ends with 2", (inputs, message) => {
  const { code, output } = runAction(inputs);
  expect(code).toBe(2);
  expect(output).toContain(message);
});

test("a set-up that fails ends the job before anything is checked", () => {
  const { code, output, summary } = runAction({ experiments: "nets/*.yaml", install: "false | true" });
  expect({ code, summary }).toEqual({ code: 1, summary: "" });
  expect(output).not.toContain("pass");
});
