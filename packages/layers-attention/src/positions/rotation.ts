import {
  add,
  broadcastAxis,
  concat,
  cos,
  multiply,
  reshape,
  scale,
  sin,
  slice,
  subtract,
  type Tensor,
  type TensorOptions,
  tensor,
} from "@retrograd/core";
import { anglesOf } from "./angles.js";

/** A rotation of each position, and the way back. x, y: [n, time, size] each */
export interface Rotation {
  readonly rotate: (x: Tensor) => Tensor;
  /** The inverse, which is also the gradient. */
  readonly unrotate: (x: Tensor) => Tensor;
}

/** Rotary positions: at position t, the pairs (x_i, x_(i + size / 2)) are turned by the angle t / base^(2 i / size).
 *  Source: arXiv:2104.09864; with halves in the place of neighbours, as in GPT-NeoX and Llama */
export function rotationOf(
  { time, size, base }: { readonly time: number; readonly size: number; readonly base: number },
  options: TensorOptions,
): Rotation {
  const angles = anglesOf({ time, size, base }, options);
  const row = (values: Tensor) => tensor(values.data, [angles.size], options);
  const [cosines, sines] = [row(cos(angles)), row(sin(angles))];
  const opposite = scale(sines, -1);
  const half = size / 2;
  const turn = (x: Tensor, sine: Tensor) => {
    const n = x.shape[0] ?? 0;
    const part = (begin: number) => reshape(slice(x, 2, begin, begin + half), [n, time * half]);
    const by = (values: Tensor, factors: Tensor) => broadcastAxis(multiply, values, factors, 1);
    const [first, second] = [part(0), part(half)];
    const turned = [
      subtract(by(first, cosines), by(second, sine)),
      add(by(second, cosines), by(first, sine)),
    ];
    return concat(
      turned.map((values) => reshape(values, [n, time, half])),
      2,
    );
  };
  return { rotate: (x) => turn(x, sines), unrotate: (x) => turn(x, opposite) };
}
