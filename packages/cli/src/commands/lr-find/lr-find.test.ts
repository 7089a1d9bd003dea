import { readdirSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { irisExperiment, Workspace } from "../../../tests/captured-environment.js";

let workspace: Workspace;
beforeEach(() => {
  workspace = new Workspace();
  workspace.write("iris.yaml", irisExperiment);
});
afterEach(() => workspace.remove());

test("plots the loss over the rates, suggests a rate, and leaves no files", async () => {
  const { code, stdout, stderr } = await workspace.run(["lr-find", "iris.yaml"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/^loss, learning rates 0\.000001 to [\d.]+ \(logarithmic\)/);
  const [, lr] = /^try {2}--set train\.optimizer\.SGD\.lr=([\d.]+)$/m.exec(stdout) ?? [];
  expect(Number(lr)).toBeGreaterThan(0.01);
  expect(readdirSync(workspace.directory)).toEqual(["iris.yaml"]);
  const args = ["train", "iris.yaml", "--set", `train.optimizer={ SGD: ${lr} }`];
  expect((await workspace.run(args)).code).toBe(0);
});

test("ignores the stop condition, the statistics and the schedule of the experiment", async () => {
  const settings = [
    "train.stop={ metric: test.loss, patience: 1, seconds: 0.001 }",
    "train.schedule={ ReduceOnPlateau: test.loss }",
    "train.statistics={ every: 1 }",
  ];
  const flags = settings.flatMap((value) => ["--set", value]);
  const ended = await workspace.run(["lr-find", "iris.yaml", ...flags]);
  expect(ended).toEqual(await workspace.run(["lr-find", "iris.yaml"]));
  expect(ended.code).toBe(0);
});

test("--json prints the points as a document", async () => {
  const { stdout } = await workspace.run(["lr-find", "iris.yaml", "--json", "--steps", "30"]);
  const document = JSON.parse(stdout);
  expect(document).toMatchObject({ schema: 1, from: 1e-6, to: 100, steps: 30, optimizer: "SGD" });
  expect(document.points[0]).toEqual({
    step: 1,
    lr: 1e-6,
    loss: expect.any(Number),
    smoothed: expect.any(Number),
  });
  expect(document.suggested).toBeLessThanOrEqual(document.lowest / 2);
  expect(document).not.toHaveProperty("untried");
});

test.each([
  ["1", "100", "learning rates below 1 may be better: start at a smaller --from"],
  ["1e-6", "1e-4", "learning rates above 0.0001 may be better: end at a larger --to"],
])("from %s to %s: suggests a rate between them, and a wider range", async (from, to, message) => {
  const { code, stdout, stderr } = await workspace.run(["lr-find", "iris.yaml", "--from", from, "--to", to]);
  expect(code).toBe(0);
  const [, lr] = /^try {2}--set train\.optimizer\.SGD\.lr=(.+)$/m.exec(stdout) ?? [];
  expect(Number(lr)).toBeGreaterThanOrEqual(Number(from));
  expect(Number(lr)).toBeLessThanOrEqual(Number(to));
  expect(stderr).toContain(message);
});

test.each([
  [
    "rates in the wrong order",
    ["--from", "1", "--to", "0.1"],
    2,
    "--from must be less than --to, got 1 and 0.1",
  ],
  ["too few steps", ["--steps", "5"], 2, "--steps must be 20 or more, got 5"],
  ["a rate that is not a number", ["--from", "fast"], 2, "It must be a number above 0."],
  ["rates that are all too large", ["--from", "1e5", "--to", "1e6"], 1, "start at a smaller learning rate"],
])("%s: an error with the reason", async (_what, flags, code, message) => {
  const ended = await workspace.run(["lr-find", "iris.yaml", ...flags]);
  expect(ended.code).toBe(code);
  expect(ended.stderr).toContain(message);
});
