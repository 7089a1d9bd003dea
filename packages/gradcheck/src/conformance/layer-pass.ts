import {
  type DType,
  type Engine,
  philoxStreams,
  referenceEngine,
  type Shape,
  type Tensor,
} from "@retrograd/core";
import type { Forward, Layer, Params } from "@retrograd/plugin";
import { randomInput } from "../network/index-inputs.js";
import { drawSetup, runLayer } from "../network/layer-call.js";
import { randomSigns } from "../network/random-tensors.js";

/** The results of one forward and one backward of a layer. */
export interface LayerPass {
  readonly dtype: DType;
  readonly params: Params;
  /** [rows, ...input] */
  readonly x: Tensor;
  readonly forward: Forward;
  readonly back: ReturnType<Forward["backward"]>;
}

/** Options of a pass. */
export interface PassOptions {
  readonly dtype?: DType;
  readonly engine?: Engine;
  /** Default 3. */
  readonly rows?: number;
  /** Default 0. */
  readonly seed?: number;
}

/** Runs a layer forward and backward on a batch. Input and cotangent are the same for all number types and engines. */
export function passOf(layer: Layer, input: Shape, options: PassOptions = {}): LayerPass {
  const { dtype = "f64", engine = referenceEngine, rows = 3, seed = 0 } = options;
  const streams = philoxStreams(seed);
  const on = { dtype, engine };
  const x = randomInput([rows, ...input], streams.stream("x"), { ...on, takes: layer.takes });
  const setup = drawSetup(layer, x, streams, "init");
  const { params } = setup;
  const forward = runLayer(setup);
  const dy = randomSigns(forward.y.shape, streams.stream("dy"), on);
  return { dtype, params, x, forward, back: forward.backward(dy) };
}
