import { afterAll, beforeAll, expect, test } from "vitest";
import { Workspace } from "../../../tests/captured-environment.js";
import { explanationSources } from "../../explanations/sources.js";

let workspace: Workspace;
beforeAll(() => {
  workspace = new Workspace();
});
afterAll(() => workspace.remove());

const all = explanationSources.flatMap(({ explanations }) => explanations);

test("no two codes are the same but for the case of their letters", () => {
  expect(new Set(all.map(({ code }) => code.toLowerCase())).size).toBe(all.length);
});

test("without a code all are listed, each on a line of its own below the heading of its kind", async () => {
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

test.each(["RG2001", "rg2001"])("%s tells its title and meaning, broken between words", async (asked) => {
  const { code, stdout } = await workspace.run(["explain", asked], { columns: 50 });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^RG2001 {2}An unknown name\n\nNo layer, loss/);
  expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(50);
});

test("a verdict tells how to fix it, on whatever terminal", async () => {
  for (const columns of [0, 1, 1000]) {
    const { stdout } = await workspace.run(["explain", "inconclusive"], { columns });
    const lines = stdout.split("\n");
    expect(lines).toContain("how to fix it");
    expect(stdout.replaceAll("\n", " ")).toContain("--allow-inconclusive lets it pass");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
  }
});

test("an unknown code ends with 2, and with the one that was probably meant", async () => {
  const { code, stdout, stderr } = await workspace.run(["explain", "RG201"]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toBe(
    'error there is no code "RG201" to explain. Did you mean "RG2001"? retrograd explain lists all\n',
  );
  const far = await workspace.run(["explain", "\u001b[31mno such thing"]);
  expect(far.code).toBe(2);
  expect(far.stderr).not.toContain("\u001b");
});

test("is a document with --json", async () => {
  const { stdout } = await workspace.run(["explain", "--json"]);
  expect(JSON.parse(stdout)).toEqual({ schema: 1, explanations: all });
  const one = await workspace.run(["explain", "fail", "--json"]);
  expect(JSON.parse(one.stdout)).toEqual({ schema: 1, ...all.find(({ code }) => code === "fail") });
  const none = await workspace.run(["explain", "fial", "--json"]);
  expect(none.code).toBe(2);
  expect(JSON.parse(none.stdout).error).toMatchObject({ code: "E_UNKNOWN_NAME" });
});
