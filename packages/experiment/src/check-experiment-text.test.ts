import type { Path } from "@retrograd/plugin";
import { describe, expect, test } from "vitest";
import { registry } from "../tests/registry.js";
import { checkExperimentText, type ExperimentTextOptions } from "./check-experiment-text.js";

const minimal = "model:\n  input: [4]\n  layers:\n    - Affine: 3\n    - SoftmaxWithLoss\n";
const options = { file: "experiments/two-layer.yaml", registry };

const full = `version: 1
name: digits.two-layer_1
seed: 9007199254740991
dtype: float64
engine: reference
rng: philox
requires: ["@retrograd/layers"]
data:
  dataset: { csv: { path: a.csv, targets: values } }
  scale: unit
  test: 0.25
  limit: 1000
  path: data
model:
  input: [1, 8, 8]
  layers:
    - Affine: { units: 50, init: { Normal: 0.02 } }
    - { Relu: , id: hidden }
    - Affine: 10
    - SoftmaxWithLoss
train:
  optimizer: { Momentum: { lr: 0.05 } }
  batch: 32
  iterations: 10000
  sampling: with-replacement
  evaluate: { every: 600, splits: [test] }
  log: { every: 50 }
  checkpoint: { every: 20, keep: 3, best: test.loss }
  stop: { metric: test.accuracy, atLeast: 0.97 }
gradcheck: { batch: 2, mode: exhaustive, seconds: 60, step: 1e-4 }
`;

test("a file with every key becomes an experiment with the same values", () => {
  const { experiment, diagnostics } = checkExperimentText(full, options);
  expect(diagnostics).toEqual([]);
  expect(experiment).toEqual({
    version: 1,
    name: "digits.two-layer_1",
    seed: 9007199254740991,
    dtype: "float64",
    engine: "reference",
    rng: "philox",
    requires: ["@retrograd/layers"],
    data: {
      dataset: { csv: { path: "a.csv", targets: "values" } },
      scale: "unit",
      test: 0.25,
      limit: 1000,
      path: "data",
    },
    model: {
      input: [1, 8, 8],
      layers: [
        { Affine: { units: 50, init: { Normal: 0.02 } } },
        { Relu: null, id: "hidden" },
        { Affine: 10 },
        "SoftmaxWithLoss",
      ],
    },
    train: {
      optimizer: { Momentum: { lr: 0.05 } },
      batch: 32,
      iterations: 10000,
      sampling: "with-replacement",
      evaluate: { every: 600, splits: ["test"] },
      log: { every: 50 },
      checkpoint: { every: 20, keep: 3, best: "test.loss" },
      stop: { metric: "test.accuracy", atLeast: 0.97 },
    },
    gradcheck: { batch: 2, mode: "exhaustive", seconds: 60, step: 1e-4 },
  });
  expect(JSON.parse(JSON.stringify(experiment))).toEqual(experiment);
});

describe("defaults", () => {
  const text = `${minimal}data:\n  dataset: digits\ntrain:\n  epochs: 1\n`;

  test.each([
    ["version", 1],
    ["name", "two-layer"],
    ["seed", 0],
    ["dtype", "float32"],
    ["engine", "auto"],
    ["rng", "philox"],
    ["requires", []],
    ["data", { dataset: "digits", scale: "none", test: 0.2 }],
    ["gradcheck", { batch: 3, mode: "exhaustive" }],
    [
      "train",
      {
        optimizer: { SGD: { lr: 0.1 } },
        batch: 100,
        epochs: 1,
        sampling: "shuffle",
        evaluate: { splits: ["train", "test"] },
        log: { every: 100 },
        checkpoint: { keep: 2 },
      },
    ],
  ] as const)("%s is %j", (key, expected) => {
    expect(checkExperimentText(text, options).experiment?.[key]).toEqual(expected);
  });

  test("data and train are optional", () => {
    const { experiment } = checkExperimentText(minimal, options);
    expect(experiment).not.toHaveProperty("data");
    expect(experiment).not.toHaveProperty("train");
  });

  test.each([
    ["a/b/mnist.yaml", "mnist"],
    ["a\\mnist.two.yml", "mnist.two"],
    ["my first (1).yaml", "my-first-1-"],
    [".yaml", "yaml"],
    ["..", "experiment"],
    ["", "experiment"],
    [`${"x".repeat(80)}.yaml`, "x".repeat(64)],
  ])("the default name for the file %s can name a folder: %s", (file, name) => {
    expect(checkExperimentText(minimal, { file, registry }).experiment?.name).toBe(name);
  });
});

test("overrides and the seed option override the file", () => {
  const { experiment } = checkExperimentText(full.replace("units: 50, init: { Normal: 0.02 }", "units: 5"), {
    ...options,
    set: ["train.batch=5", "model.layers[0].Affine.units=7", "seed=3"],
    seed: 4,
  });
  expect(experiment).toMatchObject({ seed: 4, train: { batch: 5 } });
  expect(experiment?.model.layers[0]).toEqual({ Affine: { units: 7 } });
});

test("the trace shows the output and the parameters of every layer and of the loss", () => {
  const { trace, network } = checkExperimentText(full, options);
  expect(trace).toEqual([
    { id: "Affine1", type: "Affine", output: [50], parameters: 64 * 50 + 50 },
    { id: "hidden", type: "Relu", output: [50], parameters: 0 },
    { id: "Affine2", type: "Affine", output: [10], parameters: 50 * 10 + 10 },
    { id: "SoftmaxWithLoss1", type: "SoftmaxWithLoss", output: [10], parameters: 0 },
  ]);
  expect(network).toMatchObject({ dtype: "f64", engine: { name: "reference" } });
});

test("the trace ends before the first mistake of the model", () => {
  const { trace, network } = checkExperimentText(minimal.replace("- Soft", "- Rellu\n    - Soft"), options);
  expect(trace.map((layer) => layer.id)).toEqual(["Affine1"]);
  expect(network).toBeUndefined();
});

test("the resolved experiment fills in the options of every entry and of entries inside options", () => {
  const { resolved, network } = checkExperimentText(full, options);
  expect(resolved?.model.layers).toEqual([
    { Affine: { units: 50, init: { Normal: { std: 0.02 } } }, id: "Affine1" },
    { Relu: {}, id: "hidden" },
    { Affine: { units: 10, init: { He: {} } }, id: "Affine2" },
    { SoftmaxWithLoss: {}, id: "SoftmaxWithLoss1" },
  ]);
  expect(resolved?.train?.optimizer).toEqual({ Momentum: { lr: 0.05, momentum: 0.9 } });
  expect(resolved?.data?.dataset).toEqual({ csv: { path: "a.csv", targets: "values" } });
  expect(resolved).toMatchObject({ seed: 9007199254740991, gradcheck: { batch: 2 } });
  const again = checkExperimentText(JSON.stringify(resolved), options);
  expect(again.diagnostics).toEqual([]);
  expect(again.resolved).toEqual(resolved);
  expect(again.network?.layers.map(({ id }) => id)).toEqual(network?.layers.map(({ id }) => id));
});

test("all independent mistakes are reported together, in reading order", () => {
  const text = `name: a/b
sed: 1
dtype: float16
requires: ["@acme/swish"]
data:
  dataset: digit
  scale: units
model:
  input: [4]
  layers:
    - Affine: { unit: 3 }
    - Rellu
    - Affine: 0
    - SoftmaxWithLoss
    - Relu
train:
  optimizer: { SGD: { lr: -1 } }
  batch: "5"
  stop: { metric: test.acc }
gradcheck: { batch: 0.5, step: 0 }
`;
  const { diagnostics } = checkExperimentText(text, { ...options, set: ["train.log.every=0"] });
  expect(diagnostics.map((d) => `${d.source} ${d.line}:${d.column} ${d.code}`)).toEqual([
    "file 1:7 RG1102",
    "file 2:1 RG1101",
    "file 3:8 RG1102",
    "file 4:12 RG5001",
    "file 6:12 RG2001",
    "file 7:10 RG1102",
    "file 11:7 RG2005",
    "file 11:17 RG2003",
    "file 12:7 RG2001",
    "file 13:15 RG2004",
    "file 14:7 RG2007",
    "file 15:7 RG2007",
    "file 16:1 RG4001",
    "file 17:27 RG2004",
    "file 18:10 RG1102",
    "file 19:3 RG4002",
    "file 20:21 RG1102",
    "file 20:32 RG1102",
    "set 1:17 RG1102",
  ]);
});

test.each([
  [`${minimal}sed: 1\n`, "seed"],
  [`${minimal}dtype: Float32\n`, "float32"],
  [`${minimal}gradcheck: { bach: 1 }\n`, "batch"],
  [minimal.replace("Affine", "Afine"), "Affine"],
  [minimal.replace("Affine", "affine"), "Affine"],
  [minimal.replace("Affine: 3", "Affine: { unit: 3, units: 3 }"), "units"],
  [`${minimal}data:\n  dataset: digit\n`, "digits"],
  [`${minimal}train:\n  epochs: 1\n  sampling: shufle\n`, "shuffle"],
  [`${minimal}train:\n  epochs: 1\n  optimizer: SDG\n`, "SGD"],
  [`${minimal}zz: 1\n`, undefined],
  [`${minimal}dtype: double\n`, undefined],
])("%j suggests %s", (text, suggestion) => {
  const { diagnostics } = checkExperimentText(text, options);
  expect(diagnostics).toHaveLength(1);
  expect(diagnostics[0]?.suggestion).toBe(suggestion);
});

test("lines end in LF or CRLF, and a byte order mark does not move columns", () => {
  const text = `${minimal}seed: -1\n`;
  const expected = { line: 6, column: 7, endLine: 6, endColumn: 9 };
  for (const variant of [text, text.replaceAll("\n", "\r\n"), `\uFEFF${text}`]) {
    expect(checkExperimentText(variant, options).diagnostics).toMatchObject([expected]);
  }
  const first = checkExperimentText(`\uFEFFsed: 1\n${minimal}`, options).diagnostics[0];
  expect(first).toMatchObject({ line: 1, column: 1, endColumn: 4 });
});

describe("anchors and aliases", () => {
  const shared =
    "model:\n  input: [4]\n  layers:\n    - Affine: &hidden { units: 3 }\n    - Affine: *hidden\n    - SoftmaxWithLoss\n";

  test("an alias stands for a copy of the value", () => {
    const { experiment } = checkExperimentText(shared, options);
    const [first, second] = experiment?.model.layers ?? [];
    expect(second).toEqual(first);
    expect(second).not.toBe(first);
  });

  test("a mistake that aliases repeat is reported once, at the anchor", () => {
    const { diagnostics } = checkExperimentText(shared.replace("3", "-3"), options);
    expect(diagnostics).toMatchObject([{ line: 4, column: 32, code: "RG2004" }]);
  });

  test("a mistake about the whole value of an alias is shown at the alias", () => {
    const { diagnostics } = checkExperimentText(`${minimal}name: &n a/b\ndtype: *n\n`, options);
    expect(diagnostics).toMatchObject([
      { line: 6, column: 10, path: "name" },
      { line: 7, column: 8, endColumn: 10, path: "dtype" },
    ]);
  });
});

describe("attacks end in a diagnostic", () => {
  const bomb = ["&a0 [x, x, x, x, x, x, x, x, x, x]"];
  for (let level = 1; level < 10; level++)
    bomb.push(
      `&a${level} [${Array(10)
        .fill(`*a${level - 1}`)
        .join(", ")}]`,
    );

  test.each([
    ["an alias bomb", `requires: [${bomb.join(", ")}]`, "RG1009"],
    ["an open flow mapping", "{a: ".repeat(60_000), "RG1004"],
    ["many explicit keys", "? ".repeat(100_000), "RG1004"],
    ["a staircase of keys", Array.from({ length: 700 }, (_, i) => `${" ".repeat(i)}a:`).join("\n"), "RG1004"],
    ["many anchors", `[${Array.from({ length: 20_000 }, (_, i) => `&a${i} 1`).join(",")}]`, "RG1009"],
    ["many documents", "---\na\n".repeat(40_000), "RG1008"],
    ["many tags", "! ".repeat(100_000), "RG1011"],
    ["many colons", ": ".repeat(100_000), "RG1004"],
    ["100 MB", "x".repeat(100_000_000), "RG1001"],
    ["100 MB of empty lines", "\n".repeat(100_000_000), "RG1001"],
  ])("%s", (_what, text, code) => {
    const { diagnostics } = checkExperimentText(text, options);
    expect(diagnostics.map((d) => d.code)).toContain(code);
    expect(diagnostics.length).toBeLessThanOrEqual(2);
  });

  test("of 2,000 unknown keys, 200 are shown and the rest are counted", () => {
    const text = Array.from({ length: 2000 }, (_, i) => `k${i}: 1`).join("\n");
    const { diagnostics } = checkExperimentText(`${minimal}${text}`, options);
    expect(diagnostics).toHaveLength(201);
    expect(diagnostics.at(-1)).toMatchObject({ code: "RG1018", line: 206 });
  });

  test("control and direction characters of a file never reach a message or a path", () => {
    const text = `${minimal}"\\e[31m\\u202E\\n": 1\n`;
    const [diagnostic] = checkExperimentText(text, options).diagnostics;
    expect(diagnostic?.message).toContain("\\u001b[31m\\u202e\\u000a");
    expect(diagnostic?.path).toBe("\\u001b[31m\\u202e\\u000a");
  });

  test("prototype keys change nothing", () => {
    checkExperimentText(
      `${minimal}__proto__: { polluted: 1 }\nconstructor: { prototype: { polluted: 1 } }\n`,
      options,
    );
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
  });
});

describe("place", () => {
  const placeOf = (path: Path, more: Partial<ExperimentTextOptions> = {}, text = minimal) => {
    const { line, column, endLine, endColumn } = checkExperimentText(text, { ...options, ...more }).place(
      path,
    );
    return `${line}:${column}-${endLine}:${endColumn}`;
  };

  test("is that of the value, or of the nearest enclosing value", () => {
    expect(placeOf(["model", "input"])).toBe("2:10-2:13");
    expect(placeOf(["model", "layers", 0, "Affine"])).toBe("4:15-4:16");
    expect(placeOf(["model", "layers", 7])).toBe("3:3-3:9");
    expect(placeOf(["train"])).toMatch(/^1:1-/);
  });

  test("of a value from an override is the enclosing value of the file", () => {
    const set = ["model.layers[0].Affine=9"];
    expect(placeOf(["model", "layers", 0, "Affine"], { set })).toBe(placeOf(["model", "layers", 0]));
  });

  test("of a value from an extended file is the nearest enclosing value in this file", () => {
    const bases: ExperimentTextOptions["bases"] = {
      identity: "two-layer.yaml",
      read: () => ({ identity: "base.yaml", file: "base.yaml", text: minimal }),
    };
    const text = "# mine\nextends: base.yaml\nmodel: { input: [9] }\n";
    expect(placeOf(["model", "input"], { bases }, text)).toBe("3:17-3:20");
    expect(placeOf(["model", "layers", 0], { bases }, text)).toBe("3:8-3:22");
    expect(placeOf(["train"], { bases }, text)).toMatch(/^2:1-/);
  });

  test("of a file that cannot be parsed is its start", () => {
    expect(placeOf(["model"], {}, "model: [")).toBe("1:1-1:1");
  });
});

describe("diagnose", () => {
  test("shows a later mistake at its value", () => {
    const { diagnose } = checkExperimentText(minimal, options);
    expect(diagnose("RG3004", ["model", "input"], "must be [64]")).toEqual({
      code: "RG3004",
      message: "must be [64]",
      expected: "samples with the shape of model.input",
      got: "[4]",
      file: "experiments/two-layer.yaml",
      line: 2,
      column: 10,
      endLine: 2,
      endColumn: 13,
      path: "model.input",
      source: "file",
      frame: "  1 | model:\n> 2 |   input: [4]\n    |          ^^^\n  3 |   layers:",
    });
  });

  test.each([
    [["data"], 1, 1],
    [["model", "layers", 7], 3, 3],
    [["model", "layers", 0, "Affine", "units"], 4, 15],
  ])("shows a missing value, %j, at the nearest enclosing value", (path, line, column) => {
    expect(checkExperimentText(minimal, options).diagnose("RG3001", path, "is missing")).toMatchObject({
      line,
      column,
    });
  });

  test("shows a value of an override in the override", () => {
    const { diagnose } = checkExperimentText(minimal, { ...options, set: ["model.input=[5]"] });
    expect(diagnose("RG3004", ["model", "input"], "must be [64]")).toMatchObject({
      file: "--set model.input=[5]",
      column: 13,
      source: "set",
    });
  });
});
