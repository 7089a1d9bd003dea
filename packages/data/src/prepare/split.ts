import { philoxStreams, rowCount, sameShape } from "@retrograd/core";
import type { Dataset, SampleSet } from "@retrograd/plugin";
import { formatError } from "../format-error.js";
import { sampleCount } from "../stored/sample-count.js";
import { optionError } from "./option-error.js";
import { blocksOf, type Part } from "./part.js";
import { splitRows } from "./split-rows.js";
import type { HeldOut, RowClasses } from "./split-table.js";

/** Samples to learn from, to choose by where there are such, and to judge by. */
export interface Split {
  readonly train: Part;
  readonly validation?: Part;
  /** Nothing where none is held out. */
  readonly test?: Part;
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
  if ("train" in samples) {
    const { train, test } = samples;
    countSamples(test, name);
    if (!sameShape(train.x.shape, test.x.shape) || !sameShape(train.t.shape, test.t.shape)) {
      throw formatError(name, "the training and the test samples have different shapes");
    }
    const tested = options.test === 0 ? {} : { test: { of: test } };
    if (options.validation === undefined) {
      countSamples(train, name);
      return { train: { of: train }, ...tested };
    }
    const { train: trained, validation } = deal(dataset, train, { ...options, test: 0 });
    return { train: trained, ...(validation && { validation }), ...tested };
  }
  return deal(dataset, "stored" in samples ? samples.stored : samples.all, options);
}

function deal(dataset: Dataset, all: SampleSet, { stratify = false, ...held }: SplitOptions): Split {
  const rows = countSamples(all, dataset.name);
  const classes = stratify ? { classes: classesOf(dataset, all) } : {};
  const split = splitRows({ name: dataset.name, rows, ...classes }, held, philoxStreams(0));
  return {
    train: { of: all, rows: split.train },
    ...(held.validation === undefined ? {} : { validation: { of: all, rows: split.validation } }),
    ...(held.test === 0 ? {} : { test: { of: all, rows: split.test } }),
  };
}

function classesOf({ name, targets, targetNames }: Dataset, all: SampleSet): RowClasses {
  if (targets === "classes") return { of: targetsOf(all), names: targetNames };
  throw optionError(
    "stratify",
    `"stratify" gives classes their share of every split, and ${name} has values`,
  );
}

/** The class of every sample. */
function targetsOf(all: SampleSet): ArrayLike<number> {
  if (!("read" in all)) return all.t.values;
  const classes = new Int32Array(all.count);
  let at = 0;
  for (const { t } of blocksOf({ of: all })) {
    classes.set(t.values, at);
    at += t.values.length;
  }
  return classes;
}

function countSamples(samples: SampleSet, name: string): number {
  const inputs = sampleCount(samples);
  const targets = "read" in samples ? inputs : rowCount(samples.t);
  if (inputs !== targets || inputs === 0 || !Number.isInteger(inputs)) {
    throw formatError(
      name,
      `must have a target for every input, got ${inputs} inputs and ${targets} targets`,
    );
  }
  return inputs;
}
