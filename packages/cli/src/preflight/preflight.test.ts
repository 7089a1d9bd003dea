import { readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { irisExperiment, Workspace } from "../../tests/captured-environment.js";
import { templates } from "../templates/templates.js";

let workspace: Workspace;
const wrongPlugin = new URL("../../tests/wrong-plugin.mjs", import.meta.url).pathname;

beforeAll(() => {
  workspace = new Workspace();
  workspace.write("iris.yaml", irisExperiment);
  // every flower twice, as two different species
  const flowers = ["1,2", "2,1", "3,5", "5,3", "4,4", "6,1"].flatMap((x) => [`${x},a`, `${x},b`]);
  const rows = Array.from({ length: 20 }, (_, i) => `${i},${i === 7 ? "b" : "a"}\n`);
  workspace.write("rare.csv", `p,species\n${rows.join("")}`);
  workspace.write("alone.csv", `p,q,species\n${flowers.map((_, i) => `${i},2,a\n`).join("")}`);
  workspace.write("twins.csv", `p,q,species\n${flowers.join("\n")}\n`);
});
afterAll(() => workspace.remove());

const run = (...args: readonly string[]) => workspace.run(args);
const set = (...values: readonly string[]) => values.flatMap((value) => ["--set", value]);
const affine = (units: number, init: string) => `{ Affine: { units: ${units}, init: ${init} } }`;
const layers = (first: string, last: string) => `model.layers=[${first}, Relu, ${last}, SoftmaxWithLoss]`;

// 4 of 20 rows are for the test, among them the only row of the other class
const rare = [
  "data={ dataset: { csv: { path: rare.csv, target: species } } }",
  "model.input=[1]",
  "model.layers=[{ Affine: 2 }, SoftmaxWithLoss]",
];

/** The names of the failed checks, and their messages. */
async function failuresOf(...args: readonly string[]) {
  const { code, stdout } = await run("preflight", ...args, "--json");
  const { ok, checks } = JSON.parse(stdout);
  expect({ code, ok }).toEqual(ok ? { code: 0, ok } : { code: 1, ok });
  const failed = checks.filter((check: { ok: boolean }) => !check.ok);
  for (const { fix } of failed) expect(fix).toMatch(/./);
  return {
    names: failed.map(({ name }: { name: string }) => name),
    words: failed
      .map(({ message, fix }: { message: string; fix: string }) => `${message}; ${fix}`)
      .join("\n"),
  };
}

describe("each check fails for its problem, and says how to fix it", () => {
  test.each([
    [
      "a training split of one class",
      rare,
      "targets",
      /^all 16 training samples of rare\.csv are of the class "a": there is nothing to learn; data\.stratify: true/m,
    ],
    [
      "a table of one class",
      [
        "data={ dataset: { csv: { path: alone.csv, target: species } } }",
        "model.input=[2]",
        "model.layers=[{ Affine: 1 }, SoftmaxWithLoss]",
      ],
      "targets",
      /^all 10 training samples of alone\.csv are of the class "a": .*; check that the target column/m,
    ],
    [
      "a target that is always the same",
      [
        "data={ dataset: { csv: { path: alone.csv, target: q, targets: values, columns: [p] } } }",
        "model.input=[1]",
        "model.layers=[{ Affine: 1 }, IdentityWithLoss]",
      ],
      "targets",
      /^all 10 training samples of alone\.csv have the same target, 2: there is nothing to learn/m,
    ],
    [
      "first parameters that are too large",
      [layers(affine(8, "{ Normal: { std: 4 } }"), affine(3, "He"))],
      "loss at the beginning",
      /chance among 3 classes is 1\.0986.*init/,
    ],
    [
      "inputs that are too large",
      ["data={ dataset: wine }", "model.input=[13]"],
      "loss at the beginning",
      /data\.scale/,
    ],
    [
      "a learning rate that is too large",
      ["train.optimizer.SGD.lr=100"],
      "a few samples",
      /SGD at a learning rate of 100 (diverges on|does not learn) .*use another learning rate: \d.* lr-find/,
    ],
    [
      "a learning rate that is too small",
      ["train.optimizer.SGD.lr=1e-5"],
      "a few samples",
      /SGD at a learning rate of 0\.00001 does not learn 11 samples in 1,000 steps, .*use another learning rate: /,
    ],
    [
      "a learning rate that is far too small",
      ["train.optimizer.SGD.lr=1e-12"],
      "a few samples",
      /use another learning rate: 0\.1 learns them/,
    ],
    [
      "a learning rate that is far too large",
      ["train.optimizer.SGD.lr=1e9"],
      "a few samples",
      /use another learning rate: 0\.1 learns them/,
    ],
    [
      "a dead network",
      [layers(affine(8, "{ Constant: 0 }"), affine(3, "{ Constant: 0 }"))],
      "a few samples",
      /none of the learning rates tried learns them\. Check for all-zero initial parameters/,
    ],
    [
      "equal inputs with different targets",
      [
        "data={ dataset: { csv: { path: twins.csv, target: species } }, scale: standardize }",
        "model.input=[2]",
        layers(affine(16, "He"), affine(2, "He")),
      ],
      "a few samples",
      /equal inputs with different targets/,
    ],
  ])("%s", async (_what, values, name, words) => {
    const failures = await failuresOf("iris.yaml", ...set(...values));
    expect(failures.names).toContain(name);
    expect(failures.words).toMatch(words);
  });

  test("targets far from 0", async () => {
    const targets = Array.from({ length: 20 }, (_, i) => `${i},${2000 + (i % 5)}`);
    workspace.write("years.csv", `x,year\n${targets.join("\n")}\n`);
    workspace.write(
      "years.yaml",
      `data: { dataset: { csv: { path: years.csv, target: year, targets: values } }, scale: standardize }
model: { input: [1], layers: [{ Affine: 1 }, IdentityWithLoss] }
train: { batch: 4, epochs: 1 }
`,
    );
    const failures = await failuresOf("years.yaml");
    expect(failures.names).toEqual(expect.arrayContaining(["targets", "loss at the beginning"]));
    expect(failures.words).toMatch(
      /^the target year is far from 0: mean 2002, standard deviation 1\.\d+; .* write \(year - 2002\) \/ 1\.\d+ in its place/m,
    );
    expect(failures.words).toMatch(/predicting the mean has .*the target year is far from 0/);
  });

  test("targets in the hundreds of thousands, by name and without learning rates or dead units", async () => {
    // the mean is as large as the deviation, so that the first loss says little
    const rows = Array.from({ length: 60 }, (_, i) => `${i % 7},${i % 11},${(1 + (i % 5)) * -123_456}`);
    workspace.write("debts.csv", `p,q,debt\n${rows.join("\n")}\n`);
    workspace.write(
      "debts.yaml",
      `data: { dataset: { csv: { path: debts.csv, target: debt, targets: values } }, scale: standardize }
model: { input: [2], layers: [{ Affine: 8 }, Relu, { Affine: 1 }, IdentityWithLoss] }
train: { optimizer: { Adam: 0.001 }, batch: 4, epochs: 1 }
`,
    );
    const failures = await failuresOf("debts.yaml");
    expect(failures.names).toEqual(["targets", "a few samples"]);
    expect(failures.words).toMatch(
      /the target debt is far from 0: mean -3\.\d+e5, .* write \(debt \+ 3\.\d+e5\) \/ /,
    );
    expect(failures.words).not.toMatch(/learning rate: \d|dead|scale the inputs/);
  });

  test("a wrong backward, by its layer", async () => {
    workspace.write("wrong.yaml", irisExperiment.replace("Relu", "WrongScale"));
    const failures = await failuresOf("wrong.yaml", "--plugin", wrongPlugin);
    expect(failures.names).toContain("gradients");
    expect(failures.words).toMatch(
      /^WrongScale1\.x\b.*fix the backward of WrongScale1; retrograd gradcheck wrong\.yaml/m,
    );
  });
});

describe("no false alarm", () => {
  test.each(templates.map(({ name }) => name))("for the template %s, at some seeds", async (name) => {
    await run("init", name, "--out", `${name}/${name}.yaml`);
    for (const seed of ["0", "1"]) {
      expect((await failuresOf(`${name}/${name}.yaml`, "--seed", seed)).words).toBe("");
    }
  });

  test.each(["Momentum", "AdaGrad", "Adam"])("for %s at its own learning rate", async (optimizer) => {
    const { words } = await failuresOf("iris.yaml", ...set(`train.optimizer=${optimizer}`));
    expect(words).toBe("");
  });

  test("for numpy's generator, float64, clipping, and a network of two parameters an output", async () => {
    const values = [
      "rng=numpy",
      "dtype=float64",
      "train.clip.norm=1",
      "model.layers=[{ Affine: 3 }, SoftmaxWithLoss]",
    ];
    expect((await failuresOf("iris.yaml", ...set(...values))).words).toBe("");
  });
});

describe("train", () => {
  const filesOf = (name: string) =>
    ["model.safetensors", "metrics.jsonl"].map((file) =>
      readFileSync(workspace.path(name, file)).toString("hex"),
    );

  test.each([["philox"], ["numpy"]])(
    "has the same bits with a preflight as without, with rng %s",
    async (rng) => {
      const flags = set(`rng=${rng}`);
      await run("train", "iris.yaml", "--out", `plain-${rng}`, ...flags);
      const { code, stderr } = await run(
        "train",
        "iris.yaml",
        "--out",
        `flown-${rng}`,
        "--preflight",
        ...flags,
      );
      expect(code).toBe(0);
      expect(stderr).toMatch(
        /^ok {3}targets .*\nok {3}loss at the beginning .*\nok {3}gradients .*\nok {3}a few samples /,
      );
      expect(filesOf(`flown-${rng}`)).toEqual(filesOf(`plain-${rng}`));
    },
  );

  test("warns of targets that are all the same, and continues", async () => {
    const { code, stderr } = await run("train", "iris.yaml", "--out", "one", ...set(...rare));
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /^warning: all 16 training samples of rare\.csv are of the class "a": there is nothing to learn; data\.stratify/m,
    );
    expect((await run("train", "iris.yaml", "--out", "several")).stderr).not.toContain("warning");
  });

  test("stops before anything is written if a check fails, with the flag or the setting", async () => {
    const before = readdirSync(workspace.directory);
    const dead = set(layers(affine(8, "{ Constant: 0 }"), affine(3, "{ Constant: 0 }")));
    const byFlag = await run("train", "iris.yaml", "--preflight", ...dead);
    const bySetting = await run("train", "iris.yaml", ...dead, ...set("train.preflight=true"));
    for (const { code, stderr } of [byFlag, bySetting]) {
      expect(code).toBe(1);
      expect(stderr).toMatch(
        /^error preflight: .*nothing was written\nok {3}targets.*\nok {3}loss.*\nok {3}.*\nfail a few samples .*\n.*Check for /,
      );
    }
    expect(readdirSync(workspace.directory)).toEqual(before);
  });

  test("does not check a resumed run again", async () => {
    const flags = set("train.preflight=true", "train.checkpoint.every=5");
    await workspace.run(["train", "iris.yaml", "--out", "cut", ...flags], { interrupt: "SIGINT" });
    const { code, stderr } = await run("train", "--resume", "cut");
    expect(code).toBe(0);
    expect(stderr).not.toContain("a few samples");
  });
});

describe("a loss whose prediction has another shape than its input", () => {
  const plugin = new URL("../../tests/steps-loss-plugin.mjs", import.meta.url).pathname;

  test("has its first loss compared with that of an output of 0", async () => {
    const table = Array.from({ length: 40 }, (_, i) => `${i % 2},${i % 3},${i % 3},${(i + 1) % 3}`);
    workspace.write("steps.csv", `p,q,s,t\n${table.join("\n")}\n`);
    workspace.write(
      "steps.yaml",
      `data: { dataset: { csv: { path: steps.csv, target: [s, t], targets: values } }, scale: standardize }
model: { input: [2], layers: [{ Affine: 16 }, Relu, { Affine: 6 }, StepsWithLoss] }
train: { optimizer: { Adam: 0.05 }, batch: 8, epochs: 5, evaluate: { metrics: [MAE] } }
`,
    );
    const { code, stdout, stderr } = await run("preflight", "steps.yaml", "--plugin", plugin);
    expect(stdout + stderr).toMatch(/loss at the beginning +\S+; an output of 0 has 1\.0986/);
    expect(stdout).toMatch(/ok {3}a few samples/);
    expect(code).toBe(0);
  });
});
