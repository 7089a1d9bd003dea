import { gather, RetrogradError, type Rows, reshape, rowCount, scope, sizeOf } from "@retrograd/core";
import { predict, rowsPerPass } from "@retrograd/network";
import type { OpenedRun } from "../run/open-run.js";

/** What the model says of one input: the likeliest class, or values with their names. */
export type Prediction =
  | { readonly index: number; readonly class: string; readonly probability: number }
  | { readonly index: number; readonly values: readonly NamedValue[] };

interface NamedValue {
  readonly name: string;
  readonly value: number;
}

/** What the model of a run says of every row, in order, as many at a time as pass its network at once. `index` counts from `first`.
 *  @throws RetrogradError E_DATA_FORMAT naming the first input of which the model makes no finite numbers */
export function* predictRows(
  { network, params, record }: OpenedRun,
  rows: Rows,
  first: number,
): Generator<readonly Prediction[]> {
  const { loss } = network.loss;
  const { targetNames } = record.data;
  const outputs = sizeOf(loss.outShape);
  const count = rowCount(rows);
  const most = rowsPerPass(network);
  for (let begin = 0; begin < count; begin += most) {
    const indices = Int32Array.from({ length: Math.min(most, count - begin) }, (_, i) => begin + i);
    yield scope(network.engine, () => {
      const x = reshape(gather(rows, indices, network), [indices.length, ...network.input]);
      const { data } = predict(network, params, x);
      return Array.from(indices, (row, at) => {
        const index = first + row;
        const y = Array.from({ length: outputs }, (_, i) => data[at * outputs + i] ?? Number.NaN);
        const wrong = y.find((value) => !Number.isFinite(value));
        if (wrong !== undefined) throw notFinite(index, wrong, network.dtype);
        return loss.targets === "classes" ? likeliest(index, y, targetNames) : named(index, y, targetNames);
      });
    });
  }
}

function notFinite(index: number, got: number, dtype: string): RetrogradError {
  const message = `of the input with index ${index} the model makes ${got}: its numbers, scaled as in training, are too large for ${dtype}, or the model's parameters are`;
  return new RetrogradError("E_DATA_FORMAT", message, { data: { index } });
}

function likeliest(index: number, y: readonly number[], names: readonly string[]): Prediction {
  const probability = y.reduce((most, value) => Math.max(most, value));
  const best = y.indexOf(probability);
  return { index, class: names[best] ?? String(best), probability };
}

function named(index: number, y: readonly number[], names: readonly string[]): Prediction {
  return { index, values: Array.from(y, (value, at) => ({ name: names[at] ?? String(at), value })) };
}
