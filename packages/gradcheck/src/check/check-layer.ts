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
import { withAnyBatch } from "../network/any-batch.js";
import { requireFloat64 } from "../network/float64.js";
import { randomInput, withAnyInput } from "../network/index-inputs.js";
import { callLayer, drawSetup, runLayer } from "../network/layer-call.js";
import { withExampleMask } from "../network/masked.js";
import { withReachedState } from "../network/reached-state.js";
import { callFirstOnNaN } from "../rules/first-call.js";
import { perturbedSetup } from "../rules/perturbed-setup.js";
import { checkLayerCall } from "./check-layer-call.js";
import type { GradientReport } from "./report.js";

/** Options of a check of one layer. */
export interface CheckLayerOptions {
  /** Check every element of every gradient, or a few random directions of each. Default "exhaustive". */
  readonly mode?: Mode;
  /** Rows of the input. Default 3. */
  readonly batch?: number;
  /** Seed of parameters, input, cotangent and directions. Default 0. */
  readonly seed?: number;
  /** The input in float64. [batch, ...inShape]. Default: normally distributed, or random indices. */
  readonly x?: Tensor;
  /** The engine that the layer was built for. Default: the reference engine. */
  readonly engine?: Engine;
  /** The only step h of the differences. Default: from 1e-4 down to 1e-8 as needed. */
  readonly step?: number;
}

/** Checks backward of one layer, built with dtype "f64", against differences of its forward, for the input and each
 *  parameter. The scalar is `sum of c y` with a random cotangent c. Also checks the rules of state.
 *  inShape excludes the batch axis. @throws RetrogradError E_DTYPE when the layer works in float32 */
export function checkLayer(checked: Layer, inShape: Shape, options: CheckLayerOptions = {}): GradientReport {
  const { mode = "exhaustive", batch = 3, seed = 0, engine = referenceEngine, step } = options;
  requireMembers("checkLayer", "layer", checked, {
    expected: "a layer, as create of its definition gives one",
    members: { forward: "function", init: "function", outShape: "array" },
  });
  requireMembers("checkLayer", "inShape", inShape, {
    expected: "the shape of one input, such as [4]",
    members: { map: "function" },
  });
  const layer = withExampleMask(withAnyBatch(withAnyInput(checked)), inShape, { dtype: "f64", engine });
  const { type, takes } = layer;
  const streams = philoxStreams(seed);
  const x =
    options.x ?? randomInput([batch, ...inShape], streams.stream("x"), { dtype: "f64", engine, takes });
  const drawn = drawSetup(layer, x, streams, `init/${type}`);
  requireFloat64(type, [x, ...Object.values(drawn.params)]);
  callFirstOnNaN(drawn);
  const setup = withReachedState(drawn);
  // values that the layer keeps from its first call are then wrong for the check
  runLayer(perturbedSetup(setup));
  const evaluations = { count: 0 };
  const rng = streams.stream("directions");
  const reports = finish(checkLayerCall(callLayer(setup), { modeOf: () => mode, rng, step, evaluations }));
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
    evaluations: evaluations.count,
    tensors,
  };
}
