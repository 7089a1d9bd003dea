import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root, runFreely } from "./outside-project.js";
import { writeUpscaledDigits } from "./upscaled-digits.js";

const swish = "examples/custom-layer/src/index.js";
const temporary = mkdtempSync(join(tmpdir(), "retrograd-examples-"));
const brokenSwish = join(root, "examples/custom-layer/src", `broken-${process.pid}.js`);

/** Runs the command as a user would, in the repository. */
function retrograd(...args: readonly string[]) {
  return runFreely(process.execPath, ["packages/cli/bin/retrograd.mjs", ...args], root);
}

beforeAll(async () => {
  await writeUpscaledDigits(join(temporary, "data/mnist"));
  await writeUpscaledDigits(join(temporary, "data/fashion-mnist"));
});

afterAll(() => {
  rmSync(temporary, { recursive: true, force: true });
  rmSync(brokenSwish, { force: true });
});

// Each example with what it needs, and the test accuracy or loss that it must reach. Examples on data sets that do not ship
// run on the digits drawn 28x28, and shorter.
const examples: readonly (readonly [
  string,
  readonly string[],
  { readonly accuracy?: number; readonly loss?: number },
])[] = [
  ["digits-two-layer.yaml", [], { accuracy: 0.96 }],
  ["digits-conv.yaml", [], { accuracy: 0.97 }],
  ["digits-lstm.yaml", [], { accuracy: 0.95 }],
  ["rhyme-characters.yaml", [], { accuracy: 0.85 }],
  ["digits-resnet.yaml", [], { accuracy: 0.97 }],
  ["digits-transformer.yaml", [], { accuracy: 0.97 }],
  // the entropy of its characters is 3.2: what a constant prediction would reach
  ["characters.yaml", [], { loss: 2.4 }],
  ["iris-csv.yaml", [], { accuracy: 0.9 }],
  ["iris-jsonl.yaml", [], { accuracy: 0.9 }],
  ["iris-parquet.yaml", [], { accuracy: 0.9 }],
  ["digits-npz.yaml", [], { accuracy: 0.8 }],
  ["digit-images.yaml", [], { accuracy: 0.9 }],
  // half the variance of the target is 2,972: what a constant prediction would reach
  ["diabetes-regression.yaml", [], { loss: 2000 }],
  ["diabetes-two-inputs.yaml", [], { loss: 2000 }],
  ["custom-layer/swish.yaml", ["--plugin", swish], { accuracy: 0.95 }],
  [
    "mnist-two-layer.yaml",
    ["--data-dir", join(temporary, "data"), "--set", "train.iterations=500"],
    { accuracy: 0.8 },
  ],
  [
    "fashion-mnist.yaml",
    ["--data-dir", join(temporary, "data"), "--set", "train.epochs=25"],
    { accuracy: 0.9 },
  ],
  [
    "mnist-97.yaml",
    [
      ...["--data-dir", join(temporary, "data"), "--set", "train.epochs=25"],
      ...["--set", "train.stop.atLeast=0.85"],
    ],
    { accuracy: 0.85 },
  ],
  ["mnist-conv.yaml", ["--data-dir", join(temporary, "data"), "--set", "train.epochs=2"], { accuracy: 0.85 }],
  [
    "mnist-optimizers.yaml",
    [
      ...["--data-dir", join(temporary, "data"), "--set", "train.iterations=100"],
      ...["--set", "train.optimizer={ Adam: { lr: 0.001, eps: 1e-7, formula: book } }"],
    ],
    { accuracy: 0.85 },
  ],
];

describe.each(examples)("examples/%s", (file, args, goal) => {
  const plugin = args[0] === "--plugin" ? args : [];

  test("is right, layer by layer", () => {
    const { status, stdout } = retrograd("validate", `examples/${file}`, ...plugin);
    expect(stdout).toContain("ok");
    expect(status).toBe(0);
  });

  test("passes its preflight, trains, keeps its run, and does well on what it has not seen", () => {
    const out = join(temporary, "runs", file);
    const flags = ["--out", out, "--quiet", "--preflight"];
    const { status, stderr } = retrograd("train", `examples/${file}`, ...flags, ...args);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const record = JSON.parse(readFileSync(join(out, "run.json"), "utf8"));
    expect(record).toMatchObject({ schema: 1, status: "completed" });
    if (goal.accuracy !== undefined)
      expect(record.metrics.final.test.accuracy).toBeGreaterThanOrEqual(goal.accuracy);
    if (goal.loss !== undefined) expect(record.metrics.final.test.loss).toBeLessThan(goal.loss);
  });
});

test.each([
  ["digits-two-layer.yaml", []],
  ["iris-csv.yaml", []],
  ["diabetes-regression.yaml", []],
  ["diabetes-two-inputs.yaml", []],
  ["custom-layer/swish.yaml", ["--plugin", swish]],
  ["mnist-two-layer.yaml", []],
])("the gradients of examples/%s are the derivatives, without any data", (file, plugin) => {
  const { status, stdout } = retrograd("gradcheck", `examples/${file}`, "--json", ...plugin);
  const report = JSON.parse(stdout);
  expect(report).toMatchObject({ schema: 1, files: [{ verdict: "pass" }] });
  expect(status).toBe(0);
});

describe("a custom layer whose backward is broken on purpose", () => {
  const right = readFileSync(join(root, swish), "utf8");

  test.each([
    [
      "the gradient of its parameter",
      "sum(multiply(dy, multiply(x, bend)))",
      "sum(multiply(dy, bend))",
      "Swish1.beta",
    ],
    ["the gradient of its input", "add(s, scale(bend, slope))", "s", "Swish1.x"],
  ])("%s: exit 1, and the layer and the tensor are named", (_name, expression, mistake, named) => {
    const wrong = right.replace(expression, mistake);
    expect(wrong).not.toBe(right);
    writeFileSync(brokenSwish, wrong);
    const file = "examples/custom-layer/swish.yaml";
    const { status, stdout, stderr } = retrograd("gradcheck", file, "--plugin", brokenSwish);
    expect(status).toBe(1);
    expect(stdout + stderr).toContain(`${named}[`);
    const { stdout: json } = retrograd("gradcheck", file, "--plugin", brokenSwish, "--json");
    const failed = JSON.parse(json).files[0].tensors.filter(
      ({ blame }: { blame?: string }) => blame !== undefined,
    );
    expect(failed.length).toBeGreaterThan(0);
    expect(failed.every(({ blame }: { blame: string }) => blame === "Swish1")).toBe(true);
  });
});

test("an experiment that needs a plugin says how to load it", () => {
  const { status, stderr } = retrograd("validate", "examples/custom-layer/swish.yaml");
  expect(status).toBe(2);
  expect(stderr).toMatch(/swish\.yaml:7:12 .*--plugin @retrograd-examples\/swish/);
});
