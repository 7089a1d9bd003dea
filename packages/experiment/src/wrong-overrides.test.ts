import { expect, test } from "vitest";
import { registry } from "../tests/registry.js";
import { checkExperimentText } from "./check-experiment-text.js";

const text = `model:
  input: [4]
  layers:
    - Affine: 3
    - SoftmaxWithLoss
train:
  epochs: 1
  optimizer: { SGD: { lr: 0.1 } }
`;

/** Override, position and code of its mistake, words of the message. */
type Row = readonly [override: string, expected: string, ...words: string[]];

const rows: readonly Row[] = [
  ["train.batch", "1:1 RG6001", "path=value"],
  ["=5", "1:1 RG6001", "path=value"],
  ["train..batch=5", "1:1 RG6001", "path=value"],
  ["train[x]=5", "1:1 RG6001", "path=value"],
  ["train.batch=", "1:12 RG6001", "value must follow"],
  ["train.batch=0", "1:13 RG1102 train.batch", "positive whole number", "got 0"],
  ["train.batch='50'", "1:13 RG1102 train.batch", 'got "50"'],
  ["train.optimizer.SGD.lr=fast", "1:24 RG2004 train.optimizer.SGD.lr", '"fast"'],
  ["train.optimizer.SGD.rate=1", "1:26 RG2003 train.optimizer.SGD.rate", "unknown key"],
  ["train.optimizer={ Sgd: {} }", "1:19 RG2001 train.optimizer.Sgd", "Momentum, SGD"],
  ["sed=1", "1:5 RG1101 sed", "unknown key"],
  ["model.layers[0].Affine.units=-5", "1:30 RG2004 model.layers[0].Affine.units", "got -5"],
  ["model.layers[0].Affine.unit=5", "1:29 RG2003 model.layers[0].Affine.unit", "units, init, axis"],
  [
    "model.layers[0].Relu.x=5",
    "1:1 RG6002",
    "model.layers[0] is Affine",
    "--set 'model.layers[0]={ Relu: { x: 5 } }'",
  ],
  ["train.optimizer.Momentum.lr=5", "1:1 RG6002", "train.optimizer is SGD: to replace it by Momentum, use"],
  ["train.epochs.every=5", "1:1 RG6002", "train.epochs is 1"],
  ["train.schedule-", "1:1 RG6002", "train has no schedule to remove. It has: epochs, optimizer"],
  ["model.layers[7]-", "1:1 RG6002", "model.layers has no [7]"],
  ["train.epochs.x-", "1:1 RG6002", "train.epochs has no x"],
  ["-", "1:1 RG6001", "path=value"],
  ["model.layers[2]=Relu", "1:1 RG6002", "list of 2", "no item 2"],
  ["model.layers.x=Relu", "1:1 RG6002", "no item x"],
  ["model.layers[0].Affine=-1", "1:24 RG2004 model.layers[0].Affine.units", "got -1"],
  ["model.layers.1=Rellu", "1:16 RG2001 model.layers[1]", '"Rellu"'],
  ["train[0]=1", "1:1 RG6002", "train is not a list"],
  ["__proto__.seed=1", "1:1 RG1014", "__proto__"],
  ["seed=1: 2: 3", "1:9 RG1005", "not YAML"],
  ["seed=*a", "1:6 RG1010", "no earlier value"],
  ["seed=# five", "1:6 RG1015", "no value"],
];

test.each([
  [
    "Momentum: 0.1",
    "train.optimizer.Momentum.lr=0.05",
    `train.optimizer.Momentum is 0.1, which has no keys: use --set train.optimizer.Momentum=0.05 if it is its "lr", or else --set 'train.optimizer.Momentum={ lr: 0.05 }'`,
  ],
  [
    "SGD",
    "train.optimizer.Momentum.lr=0.05",
    `train.optimizer is "SGD", which has no keys: use --set 'train.optimizer={ Momentum: { lr: 0.05 } }'`,
  ],
])("the message for an optimizer %s with --set %s shows how to write it", (optimizer, override, message) => {
  const entry = optimizer.includes(":") ? `{ ${optimizer} }` : optimizer;
  const other = text.replace("{ SGD: { lr: 0.1 } }", entry);
  const { diagnostics } = checkExperimentText(other, { file: "e.yaml", registry, set: [override] });
  expect(diagnostics.filter(({ code }) => code === "RG6002")).toMatchObject([{ message }]);
});

test.each(rows)("--set %s is reported once, as %s", (override, expected, ...words) => {
  const { diagnostics, experiment } = checkExperimentText(text, {
    file: "e.yaml",
    registry,
    set: [override],
  });
  const reports = diagnostics.map(({ line, column, code, path }) =>
    `${line}:${column} ${code} ${path}`.trim(),
  );
  expect(reports).toEqual([expected]);
  expect(diagnostics[0]).toMatchObject({ source: "set", file: `--set ${override}` });
  expect(experiment).toBeUndefined();
  for (const word of words) expect(diagnostics[0]?.message).toContain(word);
});

test("a required key that is removed is reported as missing in the file", () => {
  const { diagnostics } = checkExperimentText(text, { file: "e.yaml", registry, set: ["train.epochs-"] });
  expect(diagnostics).toMatchObject([{ code: "RG4001", source: "file", line: 6, column: 1 }]);
});

test("a key that is missing in an override is reported at the override", () => {
  const short = text.slice(0, text.indexOf("train:"));
  const { diagnostics } = checkExperimentText(short, { file: "e.yaml", registry, set: ["train.batch=5"] });
  expect(diagnostics).toMatchObject([{ code: "RG4001", source: "set", line: 1, column: 13 }]);
});

test("mistakes of the file come before those of the overrides", () => {
  const { diagnostics } = checkExperimentText(`${text}sed: 1\n`, {
    file: "e.yaml",
    registry,
    set: ["train.batch=0", "seed=-1"],
  });
  expect(diagnostics.map((d) => d.file)).toEqual(["e.yaml", "--set seed=-1", "--set train.batch=0"]);
});

test("a wrong seed option is shown as an override", () => {
  const { diagnostics } = checkExperimentText(text, { file: "e.yaml", registry, seed: -1 });
  expect(diagnostics).toMatchObject([{ code: "RG1102", file: "--set seed=-1", path: "seed" }]);
});
