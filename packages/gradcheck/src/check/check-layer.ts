import {
  type Engine,
  philoxStreams,
  referenceEngine,
  requireMembers,
  type Shape,
  type Tensor,
} from "@retrograd/core";
import type { Layer } from "@retrograd/plugin";
import type { Mode } from "../derivative/mode.js";
import { finish } from "../derivative/steps.js";
import { worstVerdict } from "../derivative/verdict.js";
import type { CheckedGradient } from "../network/checked-gradient.js";
import { requireFloat64 } from "../network/float64.js";
import { callLayer, runLayer } from "../network/layer-call.js";
import { randomNormal } from "../network/random-tensors.js";
import { callFirstOnNaN } from "../rules/first-call.js";
import { perturbedSetup } from "../rules/perturbed-setup.js";
import { checkLayerCall } from "./check-layer-call.js";
import type { GradientReport } from "./report.js";

/** What a check of one layer may be told. */
export interface CheckLayerOptions {
  /** Every element of every gradient, or a few random directions of each; "exhaustive" unless told. */
  readonly mode?: Mode;
  /** Rows of the input; 3 unless told. */
  readonly batch?: number;
  /** Seed of parameters, input, cotangent and directions; 0 unless told. */
  readonly seed?: number;
  /** The input, float64; normal numbers unless given. [batch, ...inShape] */
  readonly x?: Tensor;
  /** The engine that the layer was built for; the reference engine unless told. */
  readonly engine?: Engine;
  /** The only step of the differences; from 1e-4 down to 1e-8 as needed unless told. */
  readonly step?: number;
}

/** Checks the backward of one layer, built with dtype "f64", against differences of its forward, by its input and each
 *  parameter, for the scalar `sum of c y` with a random cotangent c; and the rules of state.
 *  inShape excludes the batch axis. @throws RetrogradError E_DTYPE when the layer works in float32 */
export function checkLayer(layer: Layer, inShape: Shape, options: CheckLayerOptions = {}): GradientReport {
  const { mode = "exhaustive", batch = 3, seed = 0, engine = referenceEngine, step } = options;
  requireMembers("checkLayer", "layer", layer, {
    expected: "a layer, as create of its definition gives one",
    members: { forward: "function", init: "function", outShape: "array" },
  });
  requireMembers("checkLayer", "inShape", inShape, {
    expected: "the shape of one input, such as [4]",
    members: { map: "function" },
  });
  const { type } = layer;
  const streams = philoxStreams(seed);
  const x = options.x ?? randomNormal([batch, ...inShape], streams.stream("x"), { dtype: "f64", engine });
  const params = layer.init(streams.stream(`init/${type}`));
  requireFloat64(type, [x, ...Object.values(params)]);
  let evaluations = 0;
  const watch = (gradient: CheckedGradient): CheckedGradient => ({
    ...gradient,
    run: () => {
      evaluations++;
      return gradient.run();
    },
  });
  const setup = { id: type, layer, params, x, streams };
  callFirstOnNaN(setup);
  // what it keeps of its first call is then wrong for the check
  runLayer(perturbedSetup(setup));
  const call = callLayer(setup);
  const { reports } = finish(
    checkLayerCall(call, { modeOf: () => mode, rng: streams.stream("directions"), step }, watch),
  );
  const tensors = reports.map((report) => (report.verdict === "fail" ? { ...report, blame: type } : report));
  const verdict = worstVerdict(tensors.map((report) => report.verdict));
  return {
    verdict,
    mode,
    batch: x.shape[0] ?? 0,
    seed,
    engine: engine.name,
    burnIn: 0,
    ...(step === undefined ? {} : { step }),
    evaluations,
    tensors,
  };
}
