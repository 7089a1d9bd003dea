import {
  type DType,
  type Engine,
  philoxStreams,
  referenceEngine,
  type Shape,
  type Tensor,
} from "@retrograd/core";
import type { Forward, Layer, Params } from "@retrograd/plugin";
import { contextOf } from "../network/layer-call.js";
import { randomNormal, randomSigns } from "../network/random-tensors.js";

/** A layer that has run forward and back once. */
export interface LayerPass {
  readonly dtype: DType;
  readonly params: Params;
  /** x: [rows, ...input] */
  readonly x: Tensor;
  readonly forward: Forward;
  readonly back: ReturnType<Forward["backward"]>;
}

/** What a pass runs on. */
export interface PassOptions {
  readonly dtype?: DType;
  readonly engine?: Engine;
  /** 3 by default. */
  readonly rows?: number;
  /** 0 by default. */
  readonly seed?: number;
}

/** Runs a layer forward and back on a batch, on inputs and a cotangent drawn alike for all number types and engines. */
export function passOf(layer: Layer, input: Shape, options: PassOptions = {}): LayerPass {
  const { dtype = "f64", engine = referenceEngine, rows = 3, seed = 0 } = options;
  const streams = philoxStreams(seed);
  const on = { dtype, engine };
  const params = layer.init(streams.stream("init"));
  const x = randomNormal([rows, ...input], streams.stream("x"), on);
  const forward = layer.forward(params, x, contextOf(layer.type, streams));
  const dy = randomSigns(forward.y.shape, streams.stream("dy"), on);
  return { dtype, params, x, forward, back: forward.backward(dy) };
}
