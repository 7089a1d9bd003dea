import { gather, RetrogradError, type Rows, reshape, rowCount, scope, sizeOf } from "@retrograd/core";
import { predict } from "@retrograd/network";
import type { OpenedRun } from "../run/open-run.js";

/** What the model says of one input: the likeliest class, or values by their names. */
export type Prediction =
  | { readonly index: number; readonly class: string; readonly probability: number }
  | { readonly index: number; readonly values: Readonly<Record<string, number>> };

// inputs in one forward pass
const chunk = 1000;

/** What the model of a run says of every row, in order; `index` counts from 0.
 *  @throws RetrogradError E_DATA_FORMAT naming the first input of which the model makes no finite numbers */
export function predictRows({ network, params, record }: OpenedRun, rows: Rows): readonly Prediction[] {
  const { loss } = network.loss;
  const { targetNames } = record.data;
  const outputs = sizeOf(loss.outShape);
  const count = rowCount(rows);
  const predictions: Prediction[] = [];
  for (let begin = 0; begin < count; begin += chunk) {
    const indices = Array.from({ length: Math.min(chunk, count - begin) }, (_, i) => begin + i);
    scope(network.engine, () => {
      const x = reshape(gather(rows, indices, network), [indices.length, ...network.input]);
      const { data } = predict(network, params, x);
      for (const [row, index] of indices.entries()) {
        const y = Array.from({ length: outputs }, (_, i) => data[row * outputs + i] ?? Number.NaN);
        const wrong = y.find((value) => !Number.isFinite(value));
        if (wrong !== undefined) throw notFinite(index, wrong, network.dtype);
        predictions.push(
          loss.targets === "classes" ? likeliest(index, y, targetNames) : named(index, y, targetNames),
        );
      }
    });
  }
  return predictions;
}

function notFinite(index: number, got: number, dtype: string): RetrogradError {
  const message = `of the input with index ${index} the model makes ${got}: its numbers, scaled as in training, are too large for ${dtype}, or the model's parameters are`;
  return new RetrogradError("E_DATA_FORMAT", message, { data: { index } });
}

function likeliest(index: number, y: readonly number[], names: readonly string[]): Prediction {
  const probability = Math.max(...y);
  const best = y.indexOf(probability);
  return { index, class: names[best] ?? String(best), probability };
}

function named(index: number, y: readonly number[], names: readonly string[]): Prediction {
  return { index, values: Object.fromEntries(y.map((value, i) => [names[i] ?? String(i), value])) };
}
