import { afterEach, beforeEach, expect, test } from "vitest";
import { Workspace } from "../../../tests/captured-environment.js";

let workspace: Workspace;
beforeEach(() => {
  workspace = new Workspace();
});
afterEach(() => workspace.remove());

const rows = Array.from({ length: 80 }, (_, i) => {
  const [area, rooms] = [800 + 37 * (i % 40), 1 + (i % 5)];
  return `${area},${rooms},${150_000 + 210 * area + 9000 * rooms}`;
});

function write(train: string, scale = "standardize"): void {
  workspace.write("houses.csv", `area,rooms,price\n${rows.join("\n")}\n`);
  workspace.write(
    "houses.yaml",
    `data: { dataset: { csv: { path: houses.csv, target: price, targets: values } }, scale: ${scale} }
model: { input: [2], layers: [{ Affine: 8 }, Relu, { Affine: 1 }, IdentityWithLoss] }
train: ${train}
`,
  );
}

test("the error of a training that diverges on large targets names the target and how to scale it, not the inputs", async () => {
  write("{ optimizer: { SGD: 0.5 }, batch: 16, epochs: 40 }");
  const { code, stderr } = await workspace.run(["train", "houses.yaml", "--out", "run"]);
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^error training diverged: .*the target price is far from 0: mean 5\.\d+e5, .*write \(price - 5\.\d+e5\) \/ \d\S+ in its place/m,
  );
  expect(stderr).not.toContain("the input");
});

test("the error of a training that diverges on unscaled inputs names the input", async () => {
  write("{ optimizer: { SGD: 0.5 }, batch: 16, epochs: 40 }", "none");
  const { stderr } = await workspace.run(["train", "houses.yaml", "--out", "run"]);
  expect(stderr).toMatch(
    /^error training diverged: .*the input area is far from 0: .*data\.scale: standardize/m,
  );
});

test("a run that ends with r2 below 0 gets a warning that names the target as the reason", async () => {
  write("{ optimizer: { Adam: 0.001 }, batch: 16, epochs: 20 }");
  const { code, stderr } = await workspace.run(["train", "houses.yaml", "--out", "run"]);
  expect(code).toBe(0);
  expect(stderr).toMatch(/^warning: train r2 ends at -\S+, below 0: .*the target price is far from 0/m);
});

test("the warning about a run with too few steps does not name its data", async () => {
  workspace.write("small.csv", `p,q\n${rows.map((_, i) => `${i % 9},${(i % 9) / 3 - 1}`).join("\n")}\n`);
  workspace.write(
    "small.yaml",
    `data: { dataset: { csv: { path: small.csv, target: q, targets: values } }, scale: standardize }
model: { input: [1], layers: [{ Affine: { units: 1, init: { Constant: -1 } } }, IdentityWithLoss] }
train: { optimizer: { SGD: 1e-6 }, batch: 16, epochs: 1 }
`,
  );
  const { stderr } = await workspace.run(["train", "small.yaml", "--out", "run"]);
  expect(stderr).toMatch(
    /^warning: train r2 ends at -\S+, below 0: .* Train longer, or try another learning rate/m,
  );
  const well = ["--set", "train.optimizer.SGD=0.1", "--set", "train.epochs=30"];
  expect((await workspace.run(["train", "small.yaml", "--out", "well", ...well])).stderr).not.toContain("r2");
});
