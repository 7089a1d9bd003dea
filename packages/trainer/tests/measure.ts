import { type Tensor, tensor } from "@retrograd/core";
import { makeMetrics } from "@retrograd/network";
import type { Entry, Loss, MetricResult } from "@retrograd/plugin";
import { registry } from "./setup.js";

/** Rows of numbers as a tensor; numbers alone as one of one axis. */
export function rows(values: readonly number[] | readonly (readonly number[])[]): Tensor {
  const [first] = values;
  const width = typeof first === "number" || first === undefined ? [] : [first.length];
  return tensor(values.flat(), [values.length, ...width], { dtype: "f64" });
}

/** A loss that predicts `outputs` numbers and learns what a metric measures; it computes nothing. */
export function lossFor(type: string, outputs: number): Loss {
  const targets = registry.metrics.get(type)?.targets ?? "classes";
  const nothing = () => {
    throw new Error("this loss is only looked at");
  };
  return {
    type: "ALoss",
    outShape: [outputs],
    targets,
    forward: nothing,
    predict: nothing,
    exampleTargets: nothing,
  };
}

/** What a metric makes of predictions and targets, given in batches of `batch`. */
export function measure(
  entry: Entry,
  {
    y,
    t,
    batch = y.length,
  }: {
    readonly y: readonly (readonly number[])[];
    readonly t: readonly number[] | readonly (readonly number[])[];
    readonly batch?: number;
  },
): MetricResult {
  const type = typeof entry === "string" ? entry : (Object.keys(entry)[0] ?? "");
  const tally = makeMetrics(registry, [entry], lossFor(type, y[0]?.length ?? 3))[0]?.start();
  if (tally === undefined) throw new Error(`no metric ${JSON.stringify(entry)}`);
  for (let begin = 0; begin < y.length; begin += batch)
    tally.add(rows(y.slice(begin, begin + batch)), rows(t.slice(begin, begin + batch) as number[]));
  return tally.result();
}
