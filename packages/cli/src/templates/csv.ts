import { RetrogradError } from "@retrograd/core";
import { builtinData, memoryDataFiles } from "@retrograd/data";
import type { DatasetDefinition } from "@retrograd/plugin";
import { csvLine } from "../prediction/csv-line.js";
import type { Template } from "./template.js";

/** Learns from a CSV file; an example file is included. */
export const csv: Template = {
  name: "csv",
  files: async () => [{ name: "iris.csv", content: await irisTable() }],
  experiment: `# Learns from a table in a CSV file: replace iris.csv with yours.
version: 1
name: csv
seed: 0

data:
  dataset:
    csv:
      path: iris.csv           # relative to this file
      target: species          # the column to learn; all others are inputs
  scale: standardize           # each column gets mean 0 and standard deviation 1
  test: 0.2                    # a fifth of the rows is held out for testing

model:
  input: [4]                   # the number of input columns
  layers:
    - Affine: 16
    - Relu
    - Affine: 3                # the number of different values in the target column
    - SoftmaxWithLoss

train:
  optimizer: { SGD: { lr: 0.1 } }
  batch: 16
  epochs: 40
  evaluate: { every: 32, splits: [train, test] }   # every four epochs
`,
};

/** The iris data as CSV, with a header. */
async function irisTable(): Promise<string> {
  const definitions: readonly DatasetDefinition[] = builtinData.datasets;
  const dataset = await definitions.find(({ type }) => type === "iris")?.load({}, memoryDataFiles({}));
  if (dataset === undefined || !("all" in dataset.samples) || dataset.inputNames === undefined) {
    throw new RetrogradError("E_DATA_MISSING", "the data set iris does not come with @retrograd/data");
  }
  const { x, t } = dataset.samples.all;
  const columns = dataset.inputNames.length;
  const lines = Array.from(t.values, (label, row) => {
    const inputs = x.values.slice(row * columns, (row + 1) * columns);
    return csvLine([...inputs, dataset.targetNames[label] ?? label]);
  });
  const header = csvLine([...dataset.inputNames.map((name) => name.replaceAll(" ", "_")), "species"]);
  return `${[header, ...lines].join("\n")}\n`;
}
