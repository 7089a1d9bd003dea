import { philoxStreams, rowCount, sameShape } from "@retrograd/core";
import type { Dataset, SampleSet } from "@retrograd/plugin";
import { formatError } from "../format-error.js";
import { sampleCount } from "../stored/sample-count.js";
import { optionError } from "./option-error.js";
import { blocksOf, type Part } from "./part.js";
import { splitRows } from "./split-rows.js";
import type { HeldOut, RowClasses } from "./split-table.js";

/** The samples for training, validation and testing. */
export interface Split {
  readonly train: Part;
  readonly validation?: Part;
  /** Absent if no samples are held out for the test. */
  readonly test?: Part;
}

/** The samples to hold out, and whether each class should have its share of every split. */
export interface SplitOptions extends HeldOut {
  readonly stratify?: boolean;
}

/** The published split of the data, or a new one. A validation split is always new; it is taken from the training samples if the
 *  data have a test split. Which samples are held out depends on the data, not on the seed of the run: see splitRows, with Philox
 *  streams of seed 0.
 *  @throws RetrogradError E_OPTION when a split would be empty, E_DATA_FORMAT when the data set is inconsistent */
export function splitSamples(dataset: Dataset, options: SplitOptions): Split {
  const { name, samples } = dataset;
  if ("train" in samples) {
    const { train, test } = samples;
    countSamples(test, name);
    if (!sameShape(train.x.shape, test.x.shape) || !sameShape(train.t.shape, test.t.shape)) {
      throw formatError(name, "the training and the test samples have different shapes");
    }
    const testPart = options.test === 0 ? {} : { test: { of: test } };
    if (options.validation === undefined) {
      countSamples(train, name);
      return { train: { of: train }, ...testPart };
    }
    const { train: trainPart, validation } = holdOut(dataset, train, { ...options, test: 0 });
    return { train: trainPart, ...(validation && { validation }), ...testPart };
  }
  return holdOut(dataset, "stored" in samples ? samples.stored : samples.all, options);
}

function holdOut(dataset: Dataset, all: SampleSet, { stratify = false, ...held }: SplitOptions): Split {
  if (held.ordered === true) requireOrderable(stratify, held);
  const rows = countSamples(all, dataset.name);
  const classes = stratify ? { classes: classesOf(dataset, all) } : {};
  const split = splitRows({ name: dataset.name, rows, ...classes }, held, philoxStreams(0));
  return {
    train: { of: all, rows: split.train },
    ...(held.validation === undefined ? {} : { validation: { of: all, rows: split.validation } }),
    ...(held.test === 0 ? {} : { test: { of: all, rows: split.test } }),
  };
}

/** @throws RetrogradError E_OPTION when a split cannot keep the order of the samples */
function requireOrderable(stratify: boolean, { validation }: HeldOut): void {
  const why = "and sampling: streams needs samples in the order of the data";
  if (stratify)
    throw optionError("stratify", `"stratify" takes samples of each class for every split, ${why}`);
  if (typeof validation === "object")
    throw optionError("validation", `a fold takes samples from all places of the data, ${why}`);
}

function classesOf({ name, targets, targetNames }: Dataset, all: SampleSet): RowClasses {
  if (targets === "classes" && all.t.shape.length > 0) {
    throw optionError(
      "stratify",
      `"stratify" gives each class its share of every split, but a sample of ${name} has several classes`,
    );
  }
  if (targets === "classes") return { of: targetsOf(all), names: targetNames };
  throw optionError(
    "stratify",
    `"stratify" gives classes their share of every split, but ${name} has values`,
  );
}

/** The class of every sample. */
function targetsOf(all: SampleSet): ArrayLike<number> {
  if (!("read" in all)) return all.t.values;
  const classes = new Int32Array(all.count);
  let offset = 0;
  for (const { t } of blocksOf({ of: all })) {
    classes.set(t.values, offset);
    offset += t.values.length;
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
