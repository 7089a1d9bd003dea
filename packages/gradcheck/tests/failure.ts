import { philoxStreams, type Shape, type Tensor, tensor, zeros } from "@retrograd/core";
import type { Forward, Layer } from "@retrograd/plugin";
import type { Failure } from "../src/causes/cause.js";
import { indexOf } from "../src/derivative/independent-columns.js";
import { callLayer } from "../src/network/layer-call.js";

const f64 = { dtype: "f64" } as const;

/** A failure with the numbers of backward and of the differences. Default: one row. */
export function failureOf(
  analytic: readonly number[],
  numeric: readonly number[],
  { shape = [1, analytic.length], ...more }: Partial<Failure> & { readonly shape?: Shape } = {},
): Failure {
  const pairs = analytic.map((value, i) => ({
    index: indexOf(i, shape),
    analytic: value,
    derivative: { low: numeric[i], high: numeric[i], error: 1e-12, kinks: 0 },
  }));
  return { pairs, tensor: zeros(shape, f64), name: "x", rows: shape[0] ?? 1, ...more };
}

/** A layer on an input of [rows, columns], with a dy of its own. parameter: shape of W, where it has one */
export function layerOn(
  x: Tensor,
  forward: (x: Tensor, W: Tensor) => Forward,
  { W = zeros([1], f64), ...more }: { readonly W?: Tensor } & Partial<Layer> = {},
) {
  const layer: Layer = {
    type: "Mine",
    outShape: x.shape.slice(1),
    paramShapes: { W: W.shape },
    init: () => ({ W }),
    forward: (params, input) => forward(input, params.W ?? W),
    ...more,
  };
  return callLayer({ id: "Mine1", layer, params: { W }, x, streams: philoxStreams(0) });
}

/** A float64 matrix of rows. */
export function matrix(...rows: readonly (readonly number[])[]): Tensor {
  return tensor(Float64Array.from(rows.flat()), [rows.length, rows[0]?.length ?? 0], f64);
}
