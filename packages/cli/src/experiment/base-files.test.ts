import { mkdirSync, symlinkSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { irisExperiment, Workspace } from "../../tests/captured-environment.js";

let workspace: Workspace;
beforeEach(() => {
  workspace = new Workspace();
  mkdirSync(workspace.path("lab/bases"), { recursive: true });
  workspace.write("secret.yaml", irisExperiment);
  workspace.write("lab/base.yaml", irisExperiment);
});
afterEach(() => workspace.remove());

const validate = (...more: readonly string[]) => workspace.run(["validate", "lab/mine.yaml", ...more]);

test("a file inherits the settings that it does not have itself, and messages name the file of each mistake", async () => {
  workspace.write("lab/bases/two.yaml", "extends: ../base.yaml\ntrain: { batch: 0 }\n");
  workspace.write("lab/mine.yaml", "extends: bases/two.yaml\nseed: -1\ntrain: { epochs: 2 }\n");
  const { code, stderr } = await validate();
  expect(code).toBe(2);
  expect(stderr.match(/^[^\s>]+:\d+:\d+ RG\d+ \S+/gm)).toEqual([
    "lab/mine.yaml:2:7 RG1102 seed:",
    "lab/bases/two.yaml:2:17 RG1102 train.batch:",
  ]);
  expect(stderr).toContain("> 2 | train: { batch: 0 }");
  workspace.write("lab/bases/two.yaml", "extends: ../base.yaml\ntrain: { batch: 7 }\n");
  workspace.write("lab/mine.yaml", "extends: bases/two.yaml\ntrain: { epochs: 2 }\n");
  const { stdout } = await workspace.run([
    "describe",
    "lab/mine.yaml",
    "--json",
    "--set",
    "train.log.every=3",
  ]);
  const { name, train, extends: left } = JSON.parse(stdout).settings;
  expect({ name, batch: train.batch, epochs: train.epochs, log: train.log, left }).toEqual({
    name: "iris",
    batch: 7,
    epochs: 2,
    log: { every: 3 },
    left: undefined,
  });
});

test.each([
  ["../secret.yaml", "RG1104"],
  ["/etc/hostname", "RG1104"],
  ["~/base.yaml", "RG1104"],
  ["file:///etc/hostname", "RG1104"],
  ["data:text/plain,seed", "RG1104"],
  ["link.yaml", "RG1104"],
  ["bases", "RG1104"],
  ["none.yaml", "RG1104"],
  ["mine.yaml", "RG1105"],
  ["bases/../mine.yaml", "RG1105"],
])("extends: %s is refused with %s at its line, and the file is not shown", async (path, expected) => {
  symlinkSync(workspace.path("secret.yaml"), workspace.path("lab/link.yaml"));
  workspace.write(
    "lab/mine.yaml",
    `seed: 1\nextends: ${JSON.stringify(path)}\nmodel: { input: [4], layers: [{ Affine: 3 }, SoftmaxWithLoss] }\n`,
  );
  const { code, stderr } = await validate();
  expect(code).toBe(2);
  expect(stderr).toMatch(new RegExp(`^lab/mine\\.yaml:2:10 ${expected} extends: `));
  expect(stderr).not.toContain("Relu");
});

test("a run of a file that extends another can be opened without it", async () => {
  workspace.write("lab/mine.yaml", "extends: base.yaml\nname: mine\n");
  expect((await workspace.run(["train", "lab/mine.yaml", "--out", "run"])).code).toBe(0);
  workspace.write("lab/base.yaml", "");
  expect((await workspace.run(["evaluate", "run"])).code).toBe(0);
});
