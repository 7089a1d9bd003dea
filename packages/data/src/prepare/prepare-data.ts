import type { Shape } from "@retrograd/core";
import { requireMembers } from "@retrograd/core";
import type { Dataset, SampleSet } from "@retrograd/plugin";
import { optionError } from "./option-error.js";
import { blocksOf, firstOf, type Part, readyPart } from "./part.js";
import {
  type ColumnRange,
  checkFitted,
  findScaling,
  rowScaling,
  type Scale,
  type ScalingRecord,
} from "./scaling.js";
import { splitSamples } from "./split.js";
import type { Fold } from "./split-table.js";

/** Options of `prepareData`. */
export interface PrepareOptions {
  /** unit: inputs are divided by their largest possible value; standardize: mean 0 and standard deviation 1 in each column. */
  readonly scale: Scale;
  /** Fraction of the samples for the test split, if the data have no split; 0 for no test split. Default: 0.2. */
  readonly test?: number;
  /** Fraction of the samples for the validation split, of the training samples if the data have a test split; or one fold of the
   *  samples that are not for the test. Default: no validation split. */
  readonly validation?: number | Fold;
  /** Whether each class gets its share of every new split. Default: false. */
  readonly stratify?: boolean;
  /** Whether new splits keep the order of the samples: the first for training, the next for validation, the last for the test.
   *  Default: they are drawn at random. */
  readonly ordered?: boolean;
  /** Columns that are never scaled, such as indices. Default: none. */
  readonly unscaled?: readonly ColumnRange[];
  /** A scaling to use instead of one fitted to these training samples. */
  readonly fitted?: ScalingRecord;
  /** Keeps only the first samples of each split. */
  readonly limit?: number;
}

/** Data ready for training: split, with a scaling that is applied when minibatches are gathered. */
export interface PreparedData
  extends Pick<Dataset, "name" | "targets" | "targetNames" | "inputNames" | "inputs" | "files"> {
  /** Shape of one input. */
  readonly inputShape: Shape;
  readonly train: SampleSet;
  /** Present with the option `validation`. */
  readonly validation?: SampleSet;
  /** Absent with `test: 0`. */
  readonly test?: SampleSet;
  readonly scaling: ScalingRecord;
}

/** Splits, limits and scales a data set, in this order. The scaling is fitted to the training samples within the limit.
 *  The values keep their type: bytes stay bytes, and `gather` scales them.
 *  @throws RetrogradError E_OPTION for an option that does not fit the data, E_DATA_FORMAT for inconsistent data */
export function prepareData(dataset: Dataset, options: PrepareOptions): PreparedData {
  requireMembers("prepareData", "dataset", dataset, {
    expected: "a data set, as returned by the load function of its definition",
    members: { samples: "object", files: "array" },
  });
  requireMembers("prepareData", "options", options, { expected: 'such as { scale: "none" }', members: {} });
  const { scale, test = 0.2, validation, stratify = false, ordered = false, limit = Infinity } = options;
  if (!(limit >= 1 && (limit === Infinity || Number.isSafeInteger(limit)))) {
    throw optionError("limit", `"limit" must be a positive whole number, got ${limit}`);
  }
  const split = splitSamples(dataset, {
    test,
    stratify,
    ordered,
    ...(validation === undefined ? {} : { validation }),
  });
  const train = firstOf(split.train, limit);
  const inputShape = train.of.x.shape;
  const scaling =
    options.fitted === undefined
      ? findScaling(scale, dataset, { inputShape, unscaled: options.unscaled, blocks: () => blocksOf(train) })
      : checkFitted(options.fitted, dataset.name, inputShape);
  const applied = rowScaling(scaling);
  const ready = (part: Part) => readyPart(firstOf(part, limit), applied);
  const { name, targets, targetNames, inputNames, inputs, files } = dataset;
  return {
    name,
    targets,
    targetNames,
    ...(inputNames === undefined ? {} : { inputNames }),
    ...(inputs === undefined ? {} : { inputs }),
    inputShape,
    train: ready(split.train),
    ...(split.validation === undefined ? {} : { validation: ready(split.validation) }),
    ...(split.test === undefined ? {} : { test: ready(split.test) }),
    scaling,
    files,
  };
}
