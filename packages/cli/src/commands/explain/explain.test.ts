import { afterAll, beforeAll, expect, test } from "vitest";
import { Workspace } from "../../../tests/captured-environment.js";
import { explanationSources } from "../../explanations/sources.js";

let workspace: Workspace;
beforeAll(() => {
  workspace = new Workspace();
});
afterAll(() => workspace.remove());

const all = explanationSources.flatMap(({ explanations }) => explanations);

test("no two codes differ only in case", () => {
  expect(new Set(all.map(({ code }) => code.toLowerCase())).size).toBe(all.length);
});

test("without a code, every code is listed on a line below the heading of its kind", async () => {
  const { code, stdout, stderr } = await workspace.run(["explain"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const lines = stdout.split("\n");
  for (const { heading, explanations } of explanationSources) {
    const start = lines.indexOf(heading) + 1;
    expect(start).toBeGreaterThan(0);
    for (const [i, { code: listed, title }] of explanations.entries()) {
      expect(lines[start + i]?.trim().split(/ {3,}/)).toEqual([listed, title]);
    }
  }
});

test.each(["RG2001", "rg2001"])("%s prints title and meaning, wrapped between words", async (name) => {
  const { code, stdout } = await workspace.run(["explain", name], { columns: 50 });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^RG2001 {2}An unknown name\n\nNo layer, loss/);
  expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(50);
});

test("a verdict says how to fix it, on a terminal of any width", async () => {
  for (const columns of [0, 1, 1000]) {
    const { stdout } = await workspace.run(["explain", "inconclusive"], { columns });
    const lines = stdout.split("\n");
    expect(lines).toContain("how to fix it");
    expect(stdout.replaceAll("\n", " ")).toContain("--allow-inconclusive accepts it");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
  }
});

test("an unknown code exits with 2 and suggests the most similar code", async () => {
  const { code, stdout, stderr } = await workspace.run(["explain", "RG201"]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toBe(
    'error there is no code, layer or loss "RG201" to explain. Did you mean "RG2001"? retrograd explain lists all; --plugin loads others\n',
  );
  const far = await workspace.run(["explain", "\u001b[31mno such thing"]);
  expect(far.code).toBe(2);
  expect(far.stderr).not.toContain("\u001b");
});

test("--json prints a document", async () => {
  const { stdout } = await workspace.run(["explain", "--json"]);
  expect(JSON.parse(stdout)).toMatchObject({ schema: 1, explanations: all });
  const one = await workspace.run(["explain", "fail", "--json"]);
  expect(JSON.parse(one.stdout)).toEqual({ schema: 1, ...all.find(({ code }) => code === "fail") });
  const none = await workspace.run(["explain", "fial", "--json"]);
  expect(none.code).toBe(2);
  expect(JSON.parse(none.stdout).error).toMatchObject({ code: "E_UNKNOWN_NAME" });
});
