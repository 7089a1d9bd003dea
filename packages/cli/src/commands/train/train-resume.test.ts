import { cpSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { irisExperiment, Workspace } from "../../../tests/captured-environment.js";
import { tensorsOf } from "../../../tests/tensors-of.js";

let workspace: Workspace;
beforeEach(() => {
  workspace = new Workspace();
  workspace.write("iris.yaml", irisExperiment);
});
afterEach(() => workspace.remove());

const bytesOf = (...names: string[]) => readFileSync(workspace.path(...names));
const checkpointsOf = (run: string) =>
  readdirSync(workspace.path(run, "checkpoints"))
    .map((file) => file.replace(/\.safetensors$/, ""))
    .sort();
const setting = (value: string) => ["--set", value];

/** The files that must not differ between an uninterrupted run and a resumed one. */
const resultOf = (run: string) => ({
  model: bytesOf(run, "model.safetensors").toString("hex"),
  rows: bytesOf(run, "metrics.jsonl").toString(),
  checkpoint: tensorsOf(bytesOf(run, "checkpoints", "step-00000030.safetensors")),
});

test.each(["train", "validate", "lr-find"])(
  "%s points from the folder of a run to --resume and to its experiment",
  async (command) => {
    await workspace.run(["train", "iris.yaml", "--out", "my run"]);
    const { code, stderr } = await workspace.run([command, "my run"]);
    expect(code).toBe(2);
    expect(stderr).toBe(
      "error my run must be an experiment file, got the folder of a run: resume it with retrograd train --resume 'my run', or name its experiment, 'my run/experiment.yaml'\n",
    );
  },
);

describe("a run that is interrupted many times ends with the same bytes as an uninterrupted one", () => {
  test.each([
    ["philox, shuffled", []],
    ["evaluated and logged at every step", ["train.evaluate.every=1", "train.log.every=1"]],
    ["with statistics of its layers", ["train.statistics.every=2"]],
    ["with replacement", ["train.sampling=with-replacement"]],
    ["numpy, shuffled", ["rng=numpy"]],
    ["numpy, with replacement", ["rng=numpy", "train.sampling=with-replacement"]],
    ["float64", ["dtype=float64"]],
    ["the reference engine", ["engine=reference"]],
    ["the portable engine", ["engine=portable"]],
    ["Adam on a schedule", ["train.optimizer={ Adam: 0.01 }", "train.schedule={ OneCycle: {} }"]],
    [
      "frozen and slower parameters",
      [
        "train.optimizer={ Adam: 0.01 }",
        'train.parameters=[{ of: Affine1.*, freeze: true }, { of: "*.b", rate: 0.1, decay: false }]',
      ],
    ],
    [
      "momentum on a schedule with a memory",
      [
        "train.optimizer={ Momentum: { lr: 0.05, weightDecay: 0.001 } }",
        "train.schedule={ ReduceOnPlateau: { metric: test.loss, patience: 1 } }",
        "train.clip={ norm: 1 }",
        "train.evaluate.every=2",
      ],
    ],
    [
      "additional metrics, one of them used by the schedule",
      [
        "train.evaluate={ every: 3, metrics: [TopK: 2, F1, ConfusionMatrix] }",
        "train.schedule={ ReduceOnPlateau: { metric: test.f1, patience: 1 } }",
        "train.checkpoint.best=test.f1",
      ],
    ],
    [
      "a stop by patience",
      ["train.evaluate.every=1", "train.stop={ metric: test.accuracy, patience: 29, minDelta: 0.9 }"],
    ],
    ["a criterion that is never met", ["train.stop={ metric: test.loss, atMost: 0 }"]],
  ])("%s", async (_what, values) => {
    const flags = ["train.checkpoint.every=30", ...values].flatMap(setting);
    const whole = await workspace.run(["train", "iris.yaml", "--out", "whole", ...flags]);
    const first = await workspace.run(["train", "iris.yaml", "--out", "cut", ...flags], {
      interrupt: "SIGINT",
    });
    expect(first.code).toBe(130);
    expect(first.stderr).toContain("retrograd train --resume cut\n");
    let parts = 1;
    for (; parts < 40; parts++) {
      const interruptAt = 4 + 3 * (parts % 3);
      const { code } = await workspace.run(["train", "--resume", "cut"], {
        interrupt: "SIGTERM",
        interruptAt,
      });
      if (code !== 143) {
        expect(code).toBe(whole.code);
        break;
      }
    }
    expect(parts).toBeGreaterThan(1);
    expect(resultOf("cut")).toEqual(resultOf("whole"));
    const record = JSON.parse(bytesOf("cut", "run.json").toString());
    expect(record).toMatchObject({ status: "completed", steps: 30 });
    expect(record.resumed).toHaveLength(parts);
    expect(record.metrics).toEqual(JSON.parse(bytesOf("whole", "run.json").toString()).metrics);
  });
});

describe("checkpoints that are kept", () => {
  test("are by default the last two, including that of the last step", async () => {
    await workspace.run(["train", "iris.yaml", "--out", "a", ...setting("train.checkpoint.every=8")]);
    expect(checkpointsOf("a")).toEqual(["step-00000024", "step-00000030"]);
    await workspace.run([
      "train",
      "iris.yaml",
      "--out",
      "b",
      ...setting("train.checkpoint={ every: 8, keep: 9 }"),
    ]);
    expect(checkpointsOf("b")).toEqual(
      [8, 16, 24, 30].map((step) => `step-${String(step).padStart(8, "0")}`),
    );
  });

  test("include the best one in addition to the last", async () => {
    const best = setting("train.checkpoint={ every: 10, keep: 1, best: test.accuracy }");
    await workspace.run(["train", "iris.yaml", "--out", "a", ...best]);
    const { metrics } = JSON.parse(bytesOf("a", "run.json").toString());
    const { step } = metrics.best["test.accuracy"];
    expect(step).toBeLessThan(30);
    expect(checkpointsOf("a")).toEqual([`step-${String(step).padStart(8, "0")}`, "step-00000030"]);
  });
});

describe("resuming", () => {
  const every = setting("train.checkpoint={ every: 5, keep: 3 }");
  const interrupted = async (run: string) => {
    await workspace.run(["train", "iris.yaml", "--out", run, ...every], {
      interrupt: "SIGINT",
      interruptAt: 9,
    });
    return checkpointsOf(run);
  };
  const damage = (run: string, checkpoint: string) => {
    const file = workspace.path(run, "checkpoints", `${checkpoint}.safetensors`);
    const bytes = readFileSync(file);
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    writeFileSync(file, bytes);
  };

  test("uses the checkpoint before a damaged one, with a warning", async () => {
    await workspace.run(["train", "iris.yaml", "--out", "whole", ...every]);
    const [before = "", last = ""] = (await interrupted("cut")).slice(-2);
    damage("cut", last);
    const { code, stderr } = await workspace.run(["train", "--resume", "cut"]);
    expect(stderr).toMatch(
      new RegExp(`${last}\\.safetensors is damaged: its sha256 must be .*; resuming from ${before}\n`),
    );
    expect(code).toBe(0);
    expect(resultOf("cut")).toEqual(resultOf("whole"));
  });

  test("is refused from a damaged checkpoint that is named, or if all are damaged", async () => {
    const names = await interrupted("cut");
    const last = names.at(-1) ?? "";
    damage("cut", last);
    const fromLast = await workspace.run(["train", "--resume", join("cut", "checkpoints", last)]);
    expect(fromLast).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`${last}.safetensors is damaged`),
    });
    expect(checkpointsOf("cut")).toEqual(names);
    for (const name of names.slice(0, -1)) damage("cut", name);
    const { code, stderr } = await workspace.run(["train", "--resume", "cut"]);
    expect(code).toBe(2);
    expect(stderr).toContain("every checkpoint of cut is damaged:");
    expect(checkpointsOf("cut")).toEqual(names);
  });

  test.each(["", ".safetensors"])(
    "starts from an earlier checkpoint by its name and '%s'",
    async (ending) => {
      const [earlier = ""] = await interrupted("cut");
      await workspace.run(["train", "iris.yaml", "--out", "whole", ...every]);
      const { code, stderr } = await workspace.run([
        "train",
        "--resume",
        `cut/checkpoints/${earlier}${ending}`,
      ]);
      expect(code, stderr).toBe(0);
      expect(resultOf("cut")).toEqual(resultOf("whole"));
    },
  );

  test("is refused from a checkpoint with the name of another one", async () => {
    const [earlier = "", last = ""] = (await interrupted("cut")).slice(-2);
    const fileOf = (name: string) => workspace.path("cut", "checkpoints", `${name}.safetensors`);
    cpSync(fileOf(earlier), fileOf(last));
    const { code, stderr } = await workspace.run(["train", "--resume", `cut/checkpoints/${last}`]);
    expect(stderr).toContain(`${last}.safetensors is damaged: it contains ${earlier}\n`);
    expect(code).toBe(2);
  });

  test("is refused with another experiment, with the settings that differ", async () => {
    await interrupted("cut");
    const changes = [...setting("train.batch=30"), "--seed", "4"];
    const { code, stderr } = await workspace.run([
      "train",
      "iris.yaml",
      "--resume",
      "cut",
      ...every,
      ...changes,
    ]);
    expect(code).toBe(2);
    expect(stderr).toContain(
      "cut cannot be resumed with another experiment; start a new run with it:\n  seed: 0 in the run, 4 now\n  train.batch: 20 in the run, 30 now\n",
    );
    expect((await workspace.run(["train", "iris.yaml", "--resume", "cut", ...every])).code).toBe(0);
  });

  test("is refused if settings were changed in the run's folder", async () => {
    await interrupted("cut");
    const file = workspace.path("cut", "resolved.json");
    writeFileSync(file, readFileSync(file, "utf8").replace('"batch": 20', '"batch": 21'));
    const { code, stderr } = await workspace.run(["train", "--resume", "cut"]);
    expect(code).toBe(2);
    expect(stderr).toContain("train.batch: 20 in the run, 21 now");
  });

  test("is refused for a completed run, without a run, and if metrics were changed", async () => {
    await workspace.run(["train", "iris.yaml", "--out", "done"]);
    const done = await workspace.run(["train", "--resume", "done"]);
    expect(done).toMatchObject({ code: 2, stderr: expect.stringContaining("done is completed") });
    expect(await workspace.run(["train"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("--resume"),
    });
    await interrupted("cut");
    writeFileSync(workspace.path("cut", "metrics.jsonl"), "{}\n");
    const { code, stderr } = await workspace.run(["train", "--resume", "cut"]);
    expect(code).toBe(2);
    expect(stderr).toContain("metrics.jsonl has changed since then");
  });

  test("starts at the first step if there is no checkpoint yet", async () => {
    await interrupted("cut");
    cpSync(workspace.path("cut"), workspace.path("bare"), { recursive: true });
    workspace.delete("bare", "checkpoints");
    await workspace.run(["train", "iris.yaml", "--out", "whole", ...every]);
    expect((await workspace.run(["train", "--resume", "bare"])).code).toBe(0);
    expect(resultOf("bare")).toEqual(resultOf("whole"));
  });
});

test("checkpoints contain only finite numbers, also when training diverges", async () => {
  const flags = ["train.checkpoint.every=1", "train.optimizer.SGD.lr=1e20", "train.evaluate.every=1000"];
  const { code, stderr } = await workspace.run([
    "train",
    "iris.yaml",
    "--out",
    "a",
    ...flags.flatMap(setting),
  ]);
  expect(code).toBe(1);
  expect(stderr).toMatch(/training diverged/);
  const names = readdirSync(workspace.path("a")).includes("checkpoints") ? checkpointsOf("a") : [];
  // no temporary name is left among them
  expect(names.filter((name) => !name.startsWith("step-"))).toEqual([]);
  for (const name of names) {
    const bytes = bytesOf("a", "checkpoints", `${name}.safetensors`);
    const numbers = new Float32Array(bytes.buffer.slice(bytes.byteOffset + bytes.length - 4 * 67));
    expect(numbers.every(Number.isFinite)).toBe(true);
  }
});
