import { existsSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { irisExperiment, Workspace } from "../../tests/captured-environment.js";

let workspace: Workspace;
beforeAll(() => {
  workspace = new Workspace();
  workspace.write("iris.yaml", irisExperiment);
});
afterAll(() => workspace.remove());

test.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
] as const)("%s ends a check with %d, without a report", async (interrupt, expected) => {
  const args = ["gradcheck", "iris.yaml", "--format", "junit=gradients.xml"];
  const { code, stdout, stderr } = await workspace.run(args, { interrupt });
  expect(code).toBe(expected);
  expect(stdout).toBe("");
  expect(stderr).toMatch(
    new RegExp(`^interrupted by ${interrupt} after \\d+ of \\d+ elements: nothing is proved`),
  );
  expect(existsSync(workspace.path("gradients.xml"))).toBe(false);
});

test("on a terminal, a progress line is shown and then cleared", async () => {
  const { code, stderr } = await workspace.run(["gradcheck", "iris.yaml"], { isTTY: true });
  expect(code).toBe(0);
  expect(stderr).toContain("/136 elements");
  expect(stderr.endsWith("\r\u001b[K")).toBe(true);
});
