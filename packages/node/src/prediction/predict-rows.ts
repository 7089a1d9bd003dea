import { gather, RetrogradError, type Rows, reshape, rowCount, scope, sizeOf } from "@retrograd/core";
import { inputRanges, inputTensors, masksOf, predict, rowsPerPass } from "@retrograd/network";
import { type TargetSpec, targetSpec } from "@retrograd/plugin";
import { findWrongIndex, type IndexRange } from "../experiment/indices-of-inputs.js";
import type { OpenedRun } from "../run/open-run.js";

/** The prediction for one input, or for one step of an input that is a sequence: the most probable class, or values with their
 *  names. */
export type Prediction =
  | {
      readonly index: number;
      /** Position of the step, from 0; absent for one class per input. */
      readonly step?: number;
      readonly class: string;
      readonly probability: number;
    }
  | { readonly index: number; readonly values: readonly NamedValue[] };

interface NamedValue {
  readonly name: string;
  readonly value: number;
}

/** Predicts for every row in order, and for every step of a sequence that is not padding, in batches of the size that one pass
 *  takes. first: `index` of the first row
 *  @throws RetrogradError E_DATA_FORMAT naming the first input whose prediction is not finite */
export function* predictRows(
  { network, params, record }: OpenedRun,
  rows: Rows,
  first: number,
): Generator<readonly Prediction[]> {
  const { loss } = network.loss;
  const targets = targetSpec(loss);
  const { targetNames } = record.data;
  const outputs = sizeOf(loss.outShape);
  const hasSteps = targets.kind === "classes" && targets.shape.length === 1;
  const count = rowCount(rows);
  for (const { indices, start, end, name } of inputRanges(network)) {
    const what = network.inputs === undefined ? "the model" : `the input ${name}`;
    if (indices !== undefined) requireIndices(rows, { start, end, indices }, { first, what });
  }
  const maxRows = rowsPerPass(network);
  for (let start = 0; start < count; start += maxRows) {
    const indices = Int32Array.from({ length: Math.min(maxRows, count - start) }, (_, i) => start + i);
    yield scope(network.engine, () => {
      const x = reshape(gather(rows, indices, network), [indices.length, ...network.input]);
      const { data } = predict(network, params, x);
      const masks = hasSteps ? masksOf(network, inputTensors(network, x)) : undefined;
      const mask = masks?.[network.layers.length]?.data;
      const steps = sizeOf(targets.shape);
      return Array.from(indices).flatMap((row, position): readonly Prediction[] => {
        const index = first + row;
        const y = Array.from({ length: outputs }, (_, i) => data[position * outputs + i] ?? Number.NaN);
        const wrong = y.find((value) => !Number.isFinite(value));
        if (wrong !== undefined) throw notFinite(index, wrong, network.dtype);
        return targets.kind === "classes"
          ? mostProbable(index, y, targets, targetNames).filter(
              (_, step) => mask?.[position * steps + step] !== 0,
            )
          : [withNames(index, y, targetNames)];
      });
    });
  }
}

/** @throws RetrogradError E_DATA_FORMAT naming the first input that is not an index */
function requireIndices(
  rows: Rows,
  range: IndexRange,
  { first, what }: { readonly first: number; readonly what: string },
): void {
  const wrong = findWrongIndex(rows, range);
  if (wrong === undefined) return;
  const index = first + wrong.row;
  throw new RetrogradError(
    "E_DATA_FORMAT",
    `${what} takes indices, whole numbers from 0 to ${range.indices - 1}, but number ${wrong.position} of input ${index} is ${wrong.value}`,
    { data: { index } },
  );
}

function notFinite(index: number, got: number, dtype: string): RetrogradError {
  const message = `the prediction for input ${index} is ${got}: its values, scaled as in training, or the model's parameters overflow ${dtype}`;
  return new RetrogradError("E_DATA_FORMAT", message, { data: { index } });
}

/** The most probable class of each step. y: [...steps, classes] */
function mostProbable(
  index: number,
  y: readonly number[],
  { shape, classes }: Extract<TargetSpec, { readonly kind: "classes" }>,
  names: readonly string[],
): readonly Prediction[] {
  return Array.from({ length: sizeOf(shape) }, (_, step) => {
    const probabilities = y.slice(step * classes, (step + 1) * classes);
    const probability = probabilities.reduce((maximum, value) => Math.max(maximum, value));
    const best = probabilities.indexOf(probability);
    const position = shape.length === 0 ? {} : { step };
    return { index, ...position, class: names[best] ?? String(best), probability };
  });
}

function withNames(index: number, y: readonly number[], names: readonly string[]): Prediction {
  return { index, values: Array.from(y, (value, i) => ({ name: names[i] ?? String(i), value })) };
}
