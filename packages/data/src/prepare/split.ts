import { philoxStreams, rowCount, sameShape } from "@retrograd/core";
import type { Dataset, Samples } from "@retrograd/network";
import { formatError } from "../format-error.js";
import { optionError } from "./option-error.js";
import { splitRows } from "./split-rows.js";
import type { HeldOut, RowClasses } from "./split-table.js";
import { takeSamples } from "./take-rows.js";

/** Samples to learn from, to choose by where there are such, and to judge by. */
export interface Split {
  readonly train: Samples;
  readonly validation?: Samples;
  readonly test: Samples;
}

/** What is held out, and whether each class is to have its share of every split. */
export interface SplitOptions extends HeldOut {
  readonly stratify?: boolean;
}

/** The split that the data were published with, or one made by holding out samples. A validation split is always made, of the
 *  training samples where the data have a test split of their own. Which samples are held out is the data's own property,
 *  not the run's: see splitRows, with Philox streams of seed 0.
 *  @throws RetrogradError E_OPTION when a side would be empty, E_DATA_FORMAT when the data set contradicts itself */
export function splitSamples(dataset: Dataset, options: SplitOptions): Split {
  const { name, samples } = dataset;
  if (!("all" in samples)) {
    const { train, test } = samples;
    countSamples(test, name);
    if (!sameShape(train.x.shape, test.x.shape) || !sameShape(train.t.shape, test.t.shape)) {
      throw formatError(name, "the training and the test samples have different shapes");
    }
    if (options.validation === undefined) {
      countSamples(train, name);
      return { train, test };
    }
    const { train: trained, validation } = deal(dataset, train, { ...options, test: 0 });
    return { train: trained, ...(validation === undefined ? {} : { validation }), test };
  }
  if (options.test === 0) throw optionError("test", '"test" must be a fraction between 0 and 1, got 0');
  return deal(dataset, samples.all, options);
}

function deal(dataset: Dataset, all: Samples, { stratify = false, ...held }: SplitOptions): Split {
  const rows = countSamples(all, dataset.name);
  const classes = stratify ? { classes: classesOf(dataset, all) } : {};
  const split = splitRows({ name: dataset.name, rows, ...classes }, held, philoxStreams(0));
  return {
    train: takeSamples(all, split.train),
    ...(held.validation === undefined ? {} : { validation: takeSamples(all, split.validation) }),
    test: takeSamples(all, split.test),
  };
}

function classesOf({ name, targets, targetNames }: Dataset, { t }: Samples): RowClasses {
  if (targets === "classes") return { of: t.values, names: targetNames };
  throw optionError(
    "stratify",
    `"stratify" gives classes their share of every split, and ${name} has values`,
  );
}

function countSamples({ x, t }: Samples, name: string): number {
  const [inputs, targets] = [rowCount(x), rowCount(t)];
  if (inputs !== targets || inputs === 0 || !Number.isInteger(inputs)) {
    throw formatError(
      name,
      `must have a target for every input, got ${inputs} inputs and ${targets} targets`,
    );
  }
  return inputs;
}
