import { type Engine, philoxStreams, referenceEngine, type Shape, scope, type Tensor } from "@retrograd/core";
import type { Layer } from "@retrograd/network";
import { checkTensor } from "./check-tensor.js";
import { requireFloat64 } from "./float64.js";
import { weightedSum } from "./objective.js";
import { randomNormal, randomSigns } from "./random-tensors.js";
import type { GradientReport } from "./report.js";
import { branchesOf, contextOf } from "./stages.js";
import { worstVerdict } from "./verdict.js";

/** What a check of one layer may be told. */
export interface CheckLayerOptions {
  /** Rows of the input; 3 unless told. */
  readonly batch?: number;
  /** Seed of parameters, input and cotangent; 0 unless told. */
  readonly seed?: number;
  /** The input, float64; normal numbers unless given. [batch, ...inShape] */
  readonly x?: Tensor;
  /** The engine that the layer was built for; the reference engine unless told. */
  readonly engine?: Engine;
}

/** Checks the backward of one layer, built with dtype "f64", against differences of its forward: every element of
 *  its input and of each parameter, for the scalar `sum of c y` with a random cotangent c of +1 and -1.
 *  inShape excludes the batch axis. @throws RetrogradError E_DTYPE when the layer works in float32 */
export function checkLayer(layer: Layer, inShape: Shape, options: CheckLayerOptions = {}): GradientReport {
  const { batch = 3, seed = 0, engine = referenceEngine } = options;
  const { type } = layer;
  const streams = philoxStreams(seed);
  const f64 = { dtype: "f64", engine } as const;
  const x = options.x ?? randomNormal([batch, ...inShape], streams.stream("x"), f64);
  const params = layer.init(streams.stream(`init/${type}`));
  requireFloat64(type, [x, ...Object.values(params)]);

  const { y, backward } = layer.forward(params, x, contextOf(type, streams));
  const cotangent = randomSigns(y.shape, streams.stream(`cotangent/${type}`), f64);
  const { dx, grads } = backward(cotangent);
  let evaluations = 0;
  const evaluate = () =>
    scope(engine, () => {
      evaluations++;
      const forward = layer.forward(params, x, contextOf(type, streams));
      return [weightedSum(forward.y, cotangent, branchesOf(layer, params, x))];
    });
  const tensors = Object.entries({ x, ...params }).map(([name, tensor]) => {
    const analytic = { local: name === "x" ? dx : grads[name] };
    const report = checkTensor({ layer: type, type, name, tensor, analytic, evaluate });
    return report.verdict === "fail" ? { ...report, blame: type } : report;
  });
  const verdict = worstVerdict(tensors.map((report) => report.verdict));
  return {
    verdict,
    mode: "exhaustive",
    batch: x.shape[0] ?? 0,
    seed,
    engine: engine.name,
    burnIn: 0,
    evaluations,
    tensors,
  };
}
