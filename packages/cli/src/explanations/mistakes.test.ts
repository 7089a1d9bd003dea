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

/** Runs the command of an example in a folder of its own, and gives its exit code and the codes that it shows. */
async function run(folder: string, command: string, example: CodeExample) {
  const { text, file = "experiment.yaml", set = [], files = {} } = example;
  const written = { [file]: text, ...files };
  mkdirSync(workspace.path(folder));
  for (const [name, content] of Object.entries(written)) writeFileSync(workspace.path(folder, name), content);
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
    given: Object.keys(written).sort(),
  };
}

const withExamples = Object.entries(diagnosticCodes).flatMap(([code, { command, examples }]) =>
  examples === undefined ? [] : [{ code, command, ...examples }],
);

describe.each(withExamples)("$code", ({ code, command, wrong, right }) => {
  test(`its wrong example gets it from ${command}, once or with more of its kind, and nothing is written`, async () => {
    const ran = await run(`${code}-wrong`, command, wrong);
    expect(ran.code).toBe(2);
    expect(ran.codes).toContain(code);
    expect(ran.stderr).not.toMatch(/^ +at /m);
    expect(ran.left).toEqual(ran.given);
  });

  test("its right example is right", async () => {
    const { code: exitCode, stderr } = await run(`${code}-right`, command, right);
    expect({ exitCode, mistakes: stderr.match(/RG\d{4}/g) }).toEqual({ exitCode: 0, mistakes: null });
  });
});

test("every code has examples but that of a fault of the reader", () => {
  const without = Object.entries(diagnosticCodes).filter(([, { examples }]) => examples === undefined);
  expect(without.map(([code]) => code)).toEqual(["RG1017"]);
});

test("explain shows both, with control characters as people can read them and long lines cut", async () => {
  const { stdout } = await workspace.run(["explain", "RG1003"]);
  expect(stdout).toContain("# wrong: retrograd validate gives RG1003\n  name: two\\u0007layer");
  expect(stdout).toContain("# right\n  name: two-layer");
  for (const { code } of withExamples) {
    const told = (await workspace.run(["explain", code])).stdout;
    expect(told.length).toBeLessThan(4000);
    expect(told).toContain(`gives ${code}`);
  }
});
