import type { Shape } from "@retrograd/core";
import { requireMembers } from "@retrograd/core";
import type { Dataset, SampleSet } from "@retrograd/plugin";
import { optionError } from "./option-error.js";
import { blocksOf, firstOf, type Part, readyPart } from "./part.js";
import { checkFitted, findScaling, rowScaling, type Scale, type ScalingRecord } from "./scaling.js";
import { splitSamples } from "./split.js";
import type { Fold } from "./split-table.js";

/** How data are made ready. */
export interface PrepareOptions {
  /** unit: inputs divided by the largest they can be; standardize: mean 0 and standard deviation 1 in each column. */
  readonly scale: Scale;
  /** Fraction of the samples held out where the data come unsplit; 0 for no test split. Default 0.2. */
  readonly test?: number;
  /** Fraction of the samples to choose by, of the training samples where the data come split; or one fold of the samples that
   *  are not for the test. None unless told. */
  readonly validation?: number | Fold;
  /** Whether each class gets its share of every split that is made; false unless told. */
  readonly stratify?: boolean;
  /** A scaling that was fitted before, in place of one fitted to these training samples. */
  readonly fitted?: ScalingRecord;
  /** Keeps only the first samples of each split. */
  readonly limit?: number;
}

/** Data ready for training: split, and scaled as minibatches are gathered. */
export interface PreparedData
  extends Pick<Dataset, "name" | "targets" | "targetNames" | "inputNames" | "files"> {
  /** Shape of one input. */
  readonly inputShape: Shape;
  readonly train: SampleSet;
  /** Where one was asked for. */
  readonly validation?: SampleSet;
  /** Nothing where no sample is held out: with `test: 0`. */
  readonly test?: SampleSet;
  readonly scaling: ScalingRecord;
}

/** Splits, limits and scales a data set, in this order: a scaling is found from the training samples that are used.
 *  The values stay in the type they came in; bytes stay bytes, and `gather` scales them.
 *  @throws RetrogradError E_OPTION for an option that does not fit the data, E_DATA_FORMAT for data that contradict themselves */
export function prepareData(dataset: Dataset, options: PrepareOptions): PreparedData {
  requireMembers("prepareData", "dataset", dataset, {
    expected: "a data set, as load of its definition gives one",
    members: { samples: "object", files: "array" },
  });
  requireMembers("prepareData", "options", options, { expected: 'such as { scale: "none" }', members: {} });
  const { scale, test = 0.2, validation, stratify = false, limit = Infinity } = options;
  if (!(limit >= 1 && (limit === Infinity || Number.isSafeInteger(limit)))) {
    throw optionError("limit", `"limit" must be a positive whole number, got ${limit}`);
  }
  const split = splitSamples(dataset, {
    test,
    stratify,
    ...(validation === undefined ? {} : { validation }),
  });
  const train = firstOf(split.train, limit);
  const inputShape = train.of.x.shape;
  const scaling =
    options.fitted === undefined
      ? findScaling(scale, dataset, { inputShape, blocks: () => blocksOf(train) })
      : checkFitted(options.fitted, dataset.name, inputShape);
  const applied = rowScaling(scaling);
  const ready = (part: Part) => readyPart(firstOf(part, limit), applied);
  const { name, targets, targetNames, inputNames, files } = dataset;
  return {
    name,
    targets,
    targetNames,
    ...(inputNames === undefined ? {} : { inputNames }),
    inputShape,
    train: ready(split.train),
    ...(split.validation === undefined ? {} : { validation: ready(split.validation) }),
    ...(split.test === undefined ? {} : { test: ready(split.test) }),
    scaling,
    files,
  };
}
