import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type CodeExample, diagnosticCodes } from "@retrograd/experiment";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Workspace } from "../../tests/captured-environment.js";

let workspace: Workspace;
beforeAll(() => {
  workspace = new Workspace();
});
afterAll(() => workspace.remove());

/** Runs the command of an example in a new folder; returns its exit code and the codes that it prints. */
async function run(folder: string, command: string, example: CodeExample) {
  const { text, file = "experiment.yaml", set = [], files = {} } = example;
  const inputs = { [file]: text, ...files };
  mkdirSync(workspace.path(folder));
  for (const [name, content] of Object.entries(inputs)) writeFileSync(workspace.path(folder, name), content);
  const out = command === "train" ? ["--out", join(folder, "run")] : [];
  const overrides = set.flatMap((override) => ["--set", override]);
  const args = [command, join(folder, file), ...out, ...overrides];
  const { code, stderr } = await workspace.run(args);
  const left = readdirSync(workspace.path(folder)).sort();
  return {
    code,
    stderr,
    codes: stderr.match(/(?<=:\d+:\d+ )RG\d{4}/g) ?? [],
    left,
    inputs: Object.keys(inputs).sort(),
  };
}

const withExamples = Object.entries(diagnosticCodes).flatMap(([code, { command, examples }]) =>
  examples === undefined ? [] : [{ code, command, ...examples }],
);

describe.each(withExamples)("$code", ({ code, command, wrong, right }) => {
  test(`${command} reports it for the wrong example, and writes nothing`, async () => {
    const result = await run(`${code}-wrong`, command, wrong);
    expect(result.code).toBe(2);
    expect(result.codes).toContain(code);
    expect(result.stderr).not.toMatch(/^ +at /m);
    expect(result.left).toEqual(result.inputs);
  });

  test("its right example is right", async () => {
    const { code: exitCode, stderr } = await run(`${code}-right`, command, right);
    expect({ exitCode, mistakes: stderr.match(/RG\d{4}/g) }).toEqual({ exitCode: 0, mistakes: null });
  });
});

test("every code has examples, except that of an internal error of the reader", () => {
  const without = Object.entries(diagnosticCodes).filter(([, { examples }]) => examples === undefined);
  expect(without.map(([code]) => code)).toEqual(["RG1017"]);
});

test("explain prints both, with control characters escaped and long lines truncated", async () => {
  const { stdout } = await workspace.run(["explain", "RG1003"]);
  expect(stdout).toContain("# wrong: retrograd validate gives RG1003\n  name: two\\u0007layer");
  expect(stdout).toContain("# right\n  name: two-layer");
  for (const { code } of withExamples) {
    const explanation = (await workspace.run(["explain", code])).stdout;
    expect(explanation.length).toBeLessThan(4000);
    expect(explanation).toContain(`gives ${code}`);
  }
});
