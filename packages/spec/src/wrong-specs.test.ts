import { describe, expect, test } from "vitest";
import { registry } from "../testing/registry.js";
import { checkSpec } from "./check-spec.js";

const model = "model:\n  input: [4]\n  layers:\n    - Affine: 3\n    - SoftmaxWithLoss\n"; // lines 1 to 5
const layers = (...lines: string[]) =>
  `model:\n  input: [4]\n  layers:\n${lines.map((line) => `    ${line}\n`).join("")}`; // from line 4, column 5
const train = (...lines: string[]) => `${model}train:\n${lines.map((line) => `  ${line}\n`).join("")}`; // from line 7
const data = (...lines: string[]) => `${model}data:\n${lines.map((line) => `  ${line}\n`).join("")}`; // from line 7

/** Text, what comes of it as `line:column code path`, and words of the message. */
type Row = readonly [text: string, expected: string, ...words: string[]];

const nested = (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`;
const list = (count: number, item: string) => `[${Array(count).fill(item).join(", ")}]`;

const yamlRows: readonly Row[] = [
  ["", "1:1 RG1015", "no value"],
  ["# nothing\n\n", "1:1 RG1015", "no value"],
  ["---\n", "1:1 RG1015", "no value"],
  [`a: ${"x".repeat(262_144)}`, "1:1 RG1001", "262144", "got 262147"],
  ["\uFFFD\uFFFDm\0o\0", "1:1 RG1002", "UTF-16"],
  ["m\0o\0d\0", "1:1 RG1002", "UTF-16"],
  [`${model}name: a\0b\n`, "6:8 RG1003", "U+0000"],
  [`${model}name: a\u001b[2Jb\n`, "6:8 RG1003", "U+001B"],
  [`${model}a: ${nested(64)}`, "6:67 RG1004", "64"],
  [`${"[".repeat(200_000)}`, "1:65 RG1004", "64"],
  ["- ".repeat(100_000), "1:129 RG1004", "64"],
  [`${model}name: 'open\n`, "7:1 RG1005", "Missing closing 'quote"],
  [`${model}requires: [a, b\n`, "7:1 RG1005", "end with a ]"],
  [`${model}name: a: b\n`, "6:7 RG1005", "quote a text"],
  ["model:\n  input: [4]\n layers: []\n", "3:1 RG1005", "same column"],
  [`${model}name: @home\n`, "6:7 RG1005", "reserved character"],
  [`${model}name: "\\q"\n`, "6:8 RG1005", "escape"],
  ["model:\n\tinput: [4]\n", "2:1 RG1006", "spaces"],
  [`${model}seed: 1\nseed: 2\n`, "7:1 RG1007 seed", '"seed"', "twice", "line 6"],
  [
    layers("- Affine: { units: 3, units: 4 }", "- SoftmaxWithLoss"),
    "4:27 RG1007 model.layers[0].Affine.units",
  ],
  [`${model}---\nseed: 2\n`, "6:1 RG1008", "one document"],
  [`${model}...\nseed: 2\n`, "7:1 RG1008", "one document"],
  [`${model}requires: ${list(101, "&a x")}\n`, "6:612 RG1009", "100 anchors"],
  [`${model}name: &a x\nrequires: ${list(101, "*a")}\n`, "7:412 RG1009", "100 aliases"],
  [`${model}name: *other\n`, "6:7 RG1010 name", "no earlier value", "&other"],
  [`${model}requires: &a [*a]\n`, "6:15 RG1010 requires[0]", "part of"],
  [`${model}name: !code x\n`, "6:13 RG1011 name", "tags"],
  [`${model}name: !!str 1\n`, "6:13 RG1011 name", "tags"],
  [`%YAML 1.1\n---\n${model}`, "1:1 RG1012", "%YAML 1.1"],
  [`%TAG ! tag:x,2000:\n---\n${model}`, "1:1 RG1012", "%TAG"],
  [`${model}1: 2\n`, "6:1 RG1013", "text"],
  [`${model}[a]: 2\n`, "6:1 RG1013", "text"],
  [`${model}true: 2\n`, "6:1 RG1013", "text"],
  [`${model}__proto__: { seed: 2 }\n`, "6:1 RG1014 __proto__", "__proto__"],
  [
    layers("- Affine: { units: 3, __proto__: {} }", "- SoftmaxWithLoss"),
    "4:27 RG1014 model.layers[0].Affine.__proto__",
  ],
  [`${model}<<: { seed: 2 }\n`, "6:1 RG1016 <<", "merge"],
];

const sectionRows: readonly Row[] = [
  ["just text\n", "1:1 RG1102", "the file must be a mapping", '"just text"'],
  ["- model\n", "1:1 RG1102", "must be a mapping"],
  ["seed: 1\n", "1:1 RG1103", '"model" is missing'],
  [`${model}sed: 1\n`, "6:1 RG1101 sed", 'unknown key "sed"', "seed"],
  [`${model}constructor: 1\n`, "6:1 RG1101 constructor", "unknown key"],
  [`${model}toString: 1\n`, "6:1 RG1101 toString", "unknown key"],
  [`${model}version: 2\n`, "6:10 RG1102 version", "must be 1", "got 2"],
  [`${model}version: "1"\n`, "6:10 RG1102 version", 'got "1"'],
  [`${model}name: 5\n`, "6:7 RG1102 name", "must be at most 64 letters", "got 5"],
  [`${model}name: ../../etc\n`, "6:7 RG1102 name", "letters"],
  [`${model}name: .hidden\n`, "6:7 RG1102 name", "not beginning"],
  [`${model}name: "a\\nb"\n`, "6:7 RG1102 name", "letters"],
  [`${model}name: "a\\eb"\n`, "6:7 RG1102 name", "\\u001b"],
  [`${model}name: ${"x".repeat(65)}\n`, "6:7 RG1102 name", "64"],
  [`${model}name:\n`, "6:1 RG1102 name", "got null"],
  [`${model}seed: -1\n`, "6:7 RG1102 seed", "from 0"],
  [`${model}seed: 1.5\n`, "6:7 RG1102 seed", "whole number", "got 1.5"],
  [`${model}seed: 9007199254740992\n`, "6:7 RG1102 seed", "9007199254740991"],
  [`${model}seed: "0"\n`, "6:7 RG1102 seed", 'got "0"'],
  [`${model}seed: 4294967296\nrng: numpy\n`, "6:7 RG1102 seed", "below 4294967296"],
  [`${model}dtype: float16\n`, "6:8 RG1102 dtype", "float32", "float64"],
  [`${model}engine: warp\n`, "6:9 RG1102 engine", '"auto" or "blas" or "portable" or "reference"'],
  [`${model}rng: mersenne\n`, "6:6 RG1102 rng", "philox"],
  [`${model}requires: acme\n`, "6:11 RG1102 requires", "a list"],
  [`${model}requires: [7]\n`, "6:12 RG1102 requires[0]", "name of a plugin"],
  [`${model}requires: ["@acme/swish"]\n`, "6:12 RG5001 requires[0]", "load it with --plugin @acme/swish"],
  [`${model}requires:\n  - "a; rm -rf b"\n`, "7:5 RG5001 requires[0]", "--plugin 'a; rm -rf b'"],
  [`${model}requires: ["a$(b)'c"]\n`, "6:12 RG5001 requires[0]", "--plugin 'a$(b)'\\''c'"],
  [`${model}gradcheck: { batch: 0 }\n`, "6:21 RG1102 gradcheck.batch", "positive whole number"],
  [`${model}gradcheck: { mode: quick }\n`, "6:20 RG1102 gradcheck.mode", '"exhaustive"'],
  [`${model}gradcheck: { epsilon: 1 }\n`, "6:14 RG1101 gradcheck.epsilon", "batch, mode"],
  [`${model}gradcheck:\n`, "6:1 RG1102 gradcheck", "must be a mapping", "got null"],
];

const dataRows: readonly Row[] = [
  [data("scale: unit"), "6:1 RG1103 data", '"dataset" is missing'],
  [data("dataset: digit"), "7:12 RG2001 data.dataset", 'unknown data set "digit"', "csv, digits"],
  [data("dataset: 5"), "7:12 RG2002 data.dataset", "must be a name", "got 5"],
  [data("dataset: csv"), "7:12 RG2005 data.dataset", '"path" is missing'],
  [data("dataset: { csv: { path: a.csv, target: 1 } }"), "7:34 RG2003 data.dataset.csv.target", "targets"],
  [data("dataset: { csv: 7 }"), "7:19 RG2004 data.dataset.csv.path", "must be a path", "got 7"],
  [
    data("dataset: { csv: { path: a.csv, targets: words } }"),
    "7:43 RG2004 data.dataset.csv.targets",
    '"classes" or "values"',
  ],
  [data("dataset: { csv: a.csv, id: mine }"), "7:26 RG1101 data.dataset.id", "only layers"],
  [data("dataset: digits", "scale: units"), "8:10 RG1102 data.scale", '"unit"'],
  [data("dataset: digits", "test: 1"), "8:9 RG1102 data.test", "between 0 and 1", "got 1"],
  [data("dataset: digits", 'test: "0.2"'), "8:9 RG1102 data.test", 'got "0.2"'],
  [data("dataset: digits", "limit: 0"), "8:10 RG1102 data.limit", "positive"],
  [data("dataset: digits", 'path: ""'), "8:9 RG1102 data.path", "must be a path"],
  [data("dataset: digits", "validation: 0.1"), "8:3 RG1101 data.validation", "unknown key"],
];

const modelRows: readonly Row[] = [
  ["model:\n  layers: [SoftmaxWithLoss]\n", "1:1 RG1103 model", '"input" is missing'],
  ["model:\n  input: [4]\n", "1:1 RG1103 model", '"layers" is missing'],
  ["model: 5\n", "1:8 RG1102 model", "must be a mapping"],
  ["model:\n  input: 4\n  layers: [SoftmaxWithLoss]\n", "2:10 RG1102 model.input", "list of axes", "got 4"],
  [
    "model:\n  input: [0]\n  layers: [SoftmaxWithLoss]\n",
    "2:10 RG2009 model.input",
    "whole numbers > 0",
    "[0]",
  ],
  ["model:\n  input: []\n  layers: [SoftmaxWithLoss]\n", "2:10 RG2009 model.input", "axes"],
  ['model:\n  input: ["4"]\n  layers: [SoftmaxWithLoss]\n', "2:10 RG2009 model.input", "axes"],
  ["model:\n  input: [4]\n  layers: []\n", "3:11 RG2009 model.layers", "at least a loss"],
  ["model:\n  input: [4]\n  layers: Relu\n", "3:11 RG1102 model.layers", "list of layers"],
  ["model:\n  input: [4]\n  layer: []\n  layers: [SoftmaxWithLoss]\n", "3:3 RG1101 model.layer", "layers"],
  [
    layers("- Rellu", "- SoftmaxWithLoss"),
    "4:7 RG2001 model.layers[0]",
    'unknown layer or loss "Rellu"',
    "Relu",
  ],
  [layers("- toString", "- SoftmaxWithLoss"), "4:7 RG2001 model.layers[0]", "toString"],
  [
    layers("- { constructor: 1 }", "- SoftmaxWithLoss"),
    "4:9 RG2001 model.layers[0].constructor",
    "constructor",
  ],
  [layers("- Affin: 3", "- SoftmaxWithLoss"), "4:7 RG2001 model.layers[0].Affin", "Affine"],
  [layers("- 5", "- SoftmaxWithLoss"), "4:7 RG2002 model.layers[0]", "must be a name"],
  [layers("- { Affine: 3, Relu: {} }", "- SoftmaxWithLoss"), "4:7 RG2002 model.layers[0]", "one name"],
  [
    layers("- Relu: 3", "- SoftmaxWithLoss"),
    "4:13 RG2002 model.layers[0].Relu",
    "no option that may stand alone",
  ],
  [
    layers("- Affine: { unit: 3, units: 3 }", "- SoftmaxWithLoss"),
    "4:17 RG2003 model.layers[0].Affine.unit",
    "units, init",
  ],
  [
    layers("- Affine: ten", "- SoftmaxWithLoss"),
    "4:15 RG2004 model.layers[0].Affine.units",
    "positive whole",
    '"ten"',
  ],
  [
    layers("- Affine: { units: 1.5 }", "- SoftmaxWithLoss"),
    "4:24 RG2004 model.layers[0].Affine.units",
    "got 1.5",
  ],
  [
    layers("- Affine:", "    units: -10", "- SoftmaxWithLoss"),
    "5:16 RG2004 model.layers[0].Affine.units",
    "got -10",
  ],
  [layers("- Affine", "- SoftmaxWithLoss"), "4:7 RG2005 model.layers[0]", '"units" is missing'],
  [layers("- Affine:", "- SoftmaxWithLoss"), "4:7 RG2005 model.layers[0].Affine", '"units" is missing'],
  [
    layers("- Affine: { units: 3, init: Normall }", "- SoftmaxWithLoss"),
    "4:33 RG2001 model.layers[0].Affine.init",
    "Normal",
  ],
  [
    layers("- Affine: { units: 3, init: { Normal: { std: -1 } } }", "- SoftmaxWithLoss"),
    "4:50 RG2004 model.layers[0].Affine.init.Normal.std",
    "number >= 0",
  ],
  [
    "model:\n  input: [4, 4]\n  layers:\n    - Relu\n    - SoftmaxWithLoss\n",
    "5:7 RG2006 model.layers[1]",
    "SoftmaxWithLoss1 after Relu1 [4, 4]",
  ],
  [
    layers("- SoftmaxWithLoss", "- Relu", "- SoftmaxWithLoss"),
    "4:7 RG2007 model.layers[0]",
    "must be the last",
  ],
  [layers("- Affine: 3"), "4:7 RG2007 model.layers[0]", "must be a loss"],
  [
    layers("- Relu", "- { Relu: {}, id: Relu1 }", "- SoftmaxWithLoss"),
    "5:23 RG2008 model.layers[1].id",
    "taken",
  ],
  [
    layers("- { Relu: {}, id: a b }", "- SoftmaxWithLoss"),
    "4:23 RG2004 model.layers[0].id",
    "letters, digits",
  ],
];

const trainRows: readonly Row[] = [
  [train("batch: 5"), "6:1 RG4001 train", '"iterations" or "epochs" is missing'],
  [train("iterations: 5", "epochs: 1"), "8:3 RG4001 train.epochs", "remove one"],
  [train("epochs: 0"), "7:11 RG1102 train.epochs", "positive whole number"],
  [train("epochs: 1", "batch: 1e3x"), "8:10 RG1102 train.batch", '"1e3x"'],
  [train("epochs: 1", "batchsize: 10"), "8:3 RG1101 train.batchsize", "batch"],
  [
    train("epochs: 1", "optimizer: Sgd"),
    "8:14 RG2001 train.optimizer",
    'unknown optimizer "Sgd"',
    "Momentum, SGD",
  ],
  [
    train("epochs: 1", "optimizer: { SGD: { lr: .nan } }"),
    "8:27 RG2004 train.optimizer.SGD.lr",
    "number > 0",
    "got NaN",
  ],
  [
    train("epochs: 1", "optimizer: { SGD: { lr: 1e400 } }"),
    "8:27 RG2004 train.optimizer.SGD.lr",
    "got Infinity",
  ],
  [train("epochs: 1", "optimizer: { SGD: { lr: -1 } }"), "8:27 RG2004 train.optimizer.SGD.lr", "got -1"],
  [
    train("epochs: 1", 'optimizer: { SGD: { lr: "0.1" } }'),
    "8:27 RG2004 train.optimizer.SGD.lr",
    'got "0.1"',
  ],
  [train("epochs: 1", "optimizer: { SGD: { rate: 1 } }"), "8:23 RG2003 train.optimizer.SGD.rate", "lr"],
  [train("epochs: 1", "sampling: random"), "8:13 RG1102 train.sampling", '"shuffle"'],
  [
    train("epochs: 1", "evaluate: { every: epoch }"),
    "8:22 RG1102 train.evaluate.every",
    "positive whole number",
  ],
  [
    train("epochs: 1", "evaluate: { splits: [train, tests] }"),
    "8:31 RG1102 train.evaluate.splits[1]",
    '"test"',
  ],
  [train("epochs: 1", "evaluate: { splits: [] }"), "8:23 RG1102 train.evaluate.splits", "at least one"],
  [train("epochs: 1", "evaluate: { splits: [test, test] }"), "8:23 RG1102 train.evaluate.splits", "once"],
  [train("epochs: 1", "log: 100"), "8:8 RG1102 train.log", "must be a mapping"],
  [train("epochs: 1", "stop: { atLeast: 0.9 }"), "8:3 RG1103 train.stop", '"metric" is missing'],
  [
    train("epochs: 1", "stop: { metric: test.acuracy, atLeast: 0.9 }"),
    "8:19 RG1102 train.stop.metric",
    "test.accuracy",
  ],
  [train("epochs: 1", "stop: { metric: test.loss }"), "8:3 RG4002 train.stop", "atLeast"],
  [
    train("epochs: 1", "stop: { metric: test.loss, atMost: 1, atLeast: 0 }"),
    "8:30 RG4002 train.stop.atMost",
    "not both",
  ],
  [
    train("epochs: 1", "stop: { metric: test.loss, atMost: low }"),
    "8:38 RG1102 train.stop.atMost",
    "must be a number",
  ],
  [
    train("epochs: 1", "evaluate: { splits: [train] }", "stop: { metric: test.loss, atMost: 1 }"),
    "9:19 RG4003 train.stop.metric",
    "leaves out",
  ],
  [
    `${layers("- IdentityWithLoss")}train:\n  epochs: 1\n  stop: { metric: test.accuracy, atLeast: 1 }\n`,
    "7:19 RG4003 train.stop.metric",
    "IdentityWithLoss1 learns values",
  ],
  [
    train("epochs: 1", "stop: { metric: test.accuracy, atLeast: 97 }"),
    "8:43 RG1102 train.stop.atLeast",
    "from 0 to 1, got 97: 97% is 0.97",
  ],
  [
    train("epochs: 1", "stop: { metric: train.accuracy, atMost: -0.5 }"),
    "8:43 RG1102 train.stop.atMost",
    "got -0.5",
  ],
  // 4 numbers of 4 bytes: 2^26 inputs take 1 GiB
  [
    train("epochs: 1", "batch: 300000000", "sampling: with-replacement"),
    "8:10 RG4005 train.batch",
    "4.47 GiB",
    "at most 67108864",
  ],
  [
    "model: { input: [2684355], layers: [{ Affine: 3 }, SoftmaxWithLoss] }\ntrain: { epochs: 1 }\n",
    "2:1 RG4005 train",
    "a batch of 100",
  ],
  // 2^15 x 2^15 weights take 4 GiB, the layers' b and the first W are beyond
  [
    layers("- Affine: 32768", "- Affine: 32768", "- Affine: 3", "- SoftmaxWithLoss"),
    "5:7 RG4006 model.layers[1]",
    "Affine2",
    "more than 4 GiB",
  ],
];

describe.each([
  ["the YAML", yamlRows],
  ["the sections", sectionRows],
  ["the data", dataRows],
  ["the model", modelRows],
  ["training", trainRows],
])("mistakes in %s", (_part, rows) => {
  test.each(rows)("%j is reported once, as %s", (text, expected, ...words) => {
    const { diagnostics, experiment } = checkSpec(text, { file: "e.yaml", registry });
    const found = diagnostics.map(({ line, column, code, path }) =>
      `${line}:${column} ${code} ${path}`.trim(),
    );
    expect(found).toEqual([expected]);
    expect(experiment).toBeUndefined();
    for (const word of words) expect(diagnostics[0]?.message).toContain(word);
  });
});
