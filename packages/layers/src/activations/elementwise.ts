import type { Shape, Tensor } from "@retrograd/core";
import type { Layer, Signature } from "@retrograd/plugin";

/** What an elementwise layer without parameters computes. */
interface Elementwise extends Pick<Layer, "units" | "graph"> {
  /** y has the shape of x; gradient: dy -> dx */
  forward(x: Tensor): { readonly y: Tensor; gradient(dy: Tensor): Tensor };
  /** For a function with kinks: the side of each kink on which a number is, as one number. */
  side?(x: number): number;
}

/** A layer without parameters whose output has the shape of its input. */
export function elementwise(
  type: string,
  inShape: Shape,
  { forward, side, ...more }: Elementwise,
): Layer<Record<never, Tensor>> {
  return {
    type,
    outShape: inShape,
    paramShapes: {},
    mask: "keeps",
    init: () => ({}),
    forward(_params, x) {
      const { y, gradient } = forward(x);
      return { y, backward: (dy) => ({ dx: gradient(dy), grads: {} }) };
    },
    ...(side === undefined ? {} : { branches: (_params, x) => sidesOf(x, side) }),
    ...more,
  };
}

/** The side of each number. A plain loop: a gradient check asks at every step. */
export function sidesOf({ data }: Tensor, side: (x: number) => number): Signature {
  const sides = new Uint8Array(data.length);
  for (let i = 0; i < sides.length; i++) sides[i] = side(data[i] ?? 0);
  return sides;
}
