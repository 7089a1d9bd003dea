import { concat, reshape, type Shape, sizeOf, slice, type Tensor } from "@retrograd/core";
import type { Joint, Layer } from "@retrograd/plugin";

/** A joint as a layer of one input, all inputs of the joint in one row. Code that works on one layer at a time, such as a
 *  gradient check, then needs no case for joints.
 *  x: [batch, n] with n the number of elements of all inputs, see `inOneRow` */
export function jointAsLayer(joint: Joint): Layer {
  const { inShapes, maskedInput: _maskedInput, join: _join, ...rest } = joint;
  return {
    ...rest,
    init: (rng) => joint.init(rng),
    forward(params, x, ctx) {
      const pass = joint.join(params, partsOfRow(x, inShapes), ctx);
      return {
        ...pass,
        backward(dy) {
          const { dxs, grads } = pass.backward(dy);
          const present = dxs.flatMap((dx) => dx ?? []);
          return present.length < inShapes.length ? { grads } : { dx: inOneRow(present), grads };
        },
      };
    },
  };
}

/** Tensors one after the other, sample by sample. xs: each [batch, ...] -> [batch, n] */
export function inOneRow(xs: readonly Tensor[]): Tensor {
  return concat(
    xs.map((x) => reshape(x, [x.shape[0] ?? 0, sizeOf(x.shape.slice(1))])),
    1,
  );
}

/** The tensors that `inOneRow` put together. x: [batch, n], shapes: without the batch axis */
export function partsOfRow(x: Tensor, shapes: readonly Shape[]): readonly Tensor[] {
  const batch = x.shape[0] ?? 0;
  let start = 0;
  return shapes.map((shape) => {
    const end = start + sizeOf(shape);
    const part = reshape(slice(x, 1, start, end), [batch, ...shape]);
    start = end;
    return part;
  });
}
