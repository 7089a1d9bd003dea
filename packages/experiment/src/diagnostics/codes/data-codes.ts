import { smallModel } from "./code-entry.js";

/** A small experiment that trains quickly. */
const iris = `data: { dataset: iris, scale: standardize }
${smallModel}train: { epochs: 1, batch: 10 }
`;

const csv = (name: string) =>
  iris.replace("iris", `{ csv: { path: ${name}, target: kind } }`).replace("[4]", "[1]").replace("3", "2");
const table = `width,kind\n${"1.5,a\n2.5,b\n".repeat(20)}`;

/** RG30: mistakes that show when the data is loaded. */
export const dataCodes = {
  RG3001: {
    title: "No data",
    explanation: 'Training and evaluation need the section "data".',
    expected: 'the section "data"',
    command: "train",
    examples: {
      wrong: { text: `${smallModel}train: { epochs: 1 }\n` },
      right: { text: iris },
    },
  },
  RG3002: {
    title: "Data not found",
    explanation: "A data file does not exist. The message lists the paths that were tried.",
    expected: "data at one of the listed paths",
    command: "train",
    examples: {
      wrong: { text: csv("tabel.csv"), files: { "table.csv": table } },
      right: { text: csv("table.csv"), files: { "table.csv": table } },
    },
  },
  RG3003: {
    title: "Data that cannot be read",
    explanation:
      "A data file does not have the expected format. The message names row and column if possible.",
    expected: "data in the format of the data set",
    command: "train",
    examples: {
      wrong: { text: csv("ragged.csv"), files: { "table.csv": table, "ragged.csv": `${table}3.5\n` } },
      right: { text: csv("table.csv"), files: { "table.csv": table, "ragged.csv": `${table}3.5\n` } },
    },
  },
  RG3004: {
    title: "Inputs that do not fit the model",
    explanation:
      "A sample has another number of values than model.input, or a value that is not one of the indices of model.input.",
    expected: "samples with the shape of model.input",
    command: "train",
    examples: {
      wrong: { text: iris.replace("[4]", "[5]") },
      right: { text: iris },
    },
  },
  RG3005: {
    title: "Targets that do not fit the loss",
    explanation:
      "The loss learns classes and the data has values, or the other way round, or the number of classes or values differs.",
    expected: "targets that the loss can learn",
    command: "train",
    examples: {
      wrong: { text: iris.replace("SoftmaxWithLoss", "IdentityWithLoss") },
      right: { text: iris },
    },
  },
  RG3006: {
    title: "Too little data",
    explanation: "limit and test leave no samples to train on or to test with, or fewer than one batch.",
    expected: "samples to train on and to test with",
    command: "train",
    examples: {
      wrong: { text: iris.replace("scale", "test: 0.001, scale") },
      right: { text: iris },
    },
  },
  RG3007: {
    title: "Data that cannot be scaled this way",
    explanation:
      "scale: unit divides by the largest possible value of an input, and this data does not define one: use standardize. Inputs of values with padding cannot be scaled.",
    expected: "another scale",
    command: "train",
    examples: {
      wrong: { text: iris.replace("standardize", "unit") },
      right: { text: iris },
    },
  },
} as const;
