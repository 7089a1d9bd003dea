import { diagnoses } from "@retrograd/gradcheck";
import { afterAll, beforeAll, expect, test } from "vitest";
import { irisExperiment, Workspace } from "../../tests/captured-environment.js";

const plugin = new URL("../../tests/wrong-plugin.mjs", import.meta.url).pathname;

let workspace: Workspace;
beforeAll(() => {
  workspace = new Workspace();
  workspace.write("wrong.yaml", irisExperiment.replace("Relu", "WrongScale"));
});
afterAll(() => workspace.remove());

test.each(Object.entries(diagnoses))("explain %s shows a wrong and a right layer", async (...entry) => {
  const [code, { summary, why, fix, example }] = entry;
  const { stdout } = await workspace.run(["explain", code]);
  const text = stdout.replaceAll(/\s+/g, " ");
  for (const part of [summary, why, fix, `${code}: ${example.message}`]) expect(text).toContain(part);
  const lines = stdout.split("\n");
  expect(lines).toEqual(
    expect.arrayContaining(
      example.diff
        .trim()
        .split("\n")
        .slice(1)
        .map((line) => `  ${line}`),
    ),
  );
  expect(lines.some((line) => line.startsWith("  -")) || code === "unregistered-parameter").toBe(true);
  expect(lines.some((line) => line.startsWith("  +"))).toBe(true);
  expect(lines.filter((line) => /\s$/.test(line))).toEqual([]);
});

test("the command of an explanation reproduces the failure once its placeholders are filled in", async () => {
  const { stdout } = await workspace.run(["explain", "constant-factor", "--json"]);
  const words: readonly string[] = JSON.parse(stdout).command.split(" ").slice(1);
  const names: Readonly<Record<string, string>> = { FILE: "wrong.yaml", LAYER: "WrongScale1" };
  const checked = await workspace.run([...words.map((word) => names[word] ?? word), "--plugin", plugin]);
  expect(checked.code).toBe(1);
  expect(checked.stdout).toContain("constant-factor: backward is 0.5 times the derivative in every element");
});
