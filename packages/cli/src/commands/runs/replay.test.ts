import { readFileSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { irisExperiment, Workspace } from "../../../tests/captured-environment.js";

let workspace: Workspace;
beforeEach(async () => {
  workspace = new Workspace();
  workspace.write("iris.yaml", irisExperiment);
  await workspace.run(["train", "iris.yaml", "--out", "a", "--set", "train.checkpoint.every=10"]);
});
afterEach(() => workspace.remove());

/** Changes one bit of a file. */
function flip(file: string, offsetFromEnd: number): void {
  const bytes = readFileSync(workspace.path(file));
  bytes[bytes.length - offsetFromEnd] = (bytes[bytes.length - offsetFromEnd] ?? 0) ^ 1;
  writeFileSync(workspace.path(file), bytes);
}

describe("runs verify", () => {
  test("replays a run to the same rows, checkpoints and model, also one that was interrupted", async () => {
    const { code, stdout } = await workspace.run(["runs", "verify", "a"]);
    expect(stdout).toBe("a: 30 steps replayed; 16 rows, 2 checkpoints and the model have the same bytes\n");
    expect(code).toBe(0);
    await workspace.run(["train", "iris.yaml", "--out", "b"], { interrupt: "SIGINT", interruptAt: 2 });
    expect((await workspace.run(["runs", "verify", "b"])).code).toBe(0);
  });

  test("names the tensor in which the model differs", async () => {
    // the last number of b, the last parameter
    flip("a/model.safetensors", 4);
    const { code, stdout } = await workspace.run(["runs", "verify", "a"]);
    expect(stdout).toContain(
      "a differs from its replay, first at step 30, Affine2.b[2] in model.safetensors\n",
    );
    expect(code).toBe(1);
  });

  test("names the row that differs, and an extra row", async () => {
    const file = workspace.path("a", "metrics.jsonl");
    const text = readFileSync(file, "utf8");
    writeFileSync(
      file,
      text.replace('"step":20,"epoch":3.3333,"loss":', '"step":20,"epoch":3.3333,"loss":1'),
    );
    const { code, stdout } = await workspace.run(["runs", "verify", "a", "--json"]);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      same: false,
      difference: { step: 20, what: "row 11 of metrics.jsonl" },
    });
    writeFileSync(file, `${text}{}\n`);
    expect((await workspace.run(["runs", "verify", "a"])).stdout).toContain(
      "recorded {}\n  replayed no more rows",
    );
  });
});

describe("runs diff", () => {
  test("reports that two runs are equal", async () => {
    await workspace.run(["train", "iris.yaml", "--out", "b", "--set", "train.checkpoint.every=10"]);
    const { code, stdout } = await workspace.run(["runs", "diff", "a", "b"]);
    expect(stdout).toBe("the runs have the same metrics and the same model, byte for byte\n");
    expect(code).toBe(0);
  });

  test("names the settings, the row, and the first step and tensor that differ", async () => {
    const train = (out: string, value: string) =>
      workspace.run(["train", "iris.yaml", "--out", out, "--set", value]);
    await train("b", "train.optimizer.SGD.lr=0.2");
    const slower = await workspace.run(["runs", "diff", "a", "b"]);
    expect(slower.code).toBe(1);
    expect(slower.stdout).toMatch(/train.optimizer.SGD.lr +0.1 +0.2\n/);
    expect(slower.stdout).toContain("metrics.jsonl differs, first in row 1\n");
    expect(slower.stdout).toMatch(/trained again, they differ at step 1, in Affine1.W\[0\]: \S+ and \S+\n/);
    await train("c", "seed=1");
    expect((await workspace.run(["runs", "diff", "a", "c"])).stdout).toMatch(
      /they differ before the first step, in Affine1.W\[0\]/,
    );
    await train("d", "model.layers[0].Affine=9");
    const wider = await workspace.run(["runs", "diff", "a", "d", "--json"]);
    expect(JSON.parse(wider.stdout).difference).toEqual({
      step: 0,
      tensor: "Affine1.W",
      values: ["[4,8]", "[4,9]"],
    });
  });

  test("finds the step of a later difference", async () => {
    // with 100 samples in order, the sixth batch is the first one again
    const flags = ["train.sampling=sequential", "data.scale=none"].flatMap((value) => ["--set", value]);
    await workspace.run(["train", "iris.yaml", "--out", "b", ...flags]);
    await workspace.run(["train", "iris.yaml", "--out", "c", ...flags, "--set", "data.limit=100"]);
    const { difference } = JSON.parse((await workspace.run(["runs", "diff", "b", "c", "--json"])).stdout);
    expect(difference.step).toBe(6);
  });

  test("reports that the cause of a difference is not in settings or data", async () => {
    await workspace.run(["train", "iris.yaml", "--out", "b", "--set", "train.checkpoint.every=10"]);
    flip("b/model.safetensors", 4);
    const { code, stdout } = await workspace.run(["runs", "diff", "a", "b"]);
    expect(stdout).toContain("trained again on this machine, they are equal");
    expect(code).toBe(1);
  });
});
