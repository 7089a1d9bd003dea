import {
  add,
  concat,
  matmul,
  reshape,
  type Shape,
  slice,
  type Tensor,
  type TensorOptions,
  tanh,
  tanhGradient,
  tensor,
  zeros,
} from "@retrograd/core";
import { definePlugin, type Layer, type LayerDefinition } from "@retrograd/plugin";
import { anything } from "./tiny-plugin.js";

type CellParams = { readonly Wx: Tensor; readonly Wh: Tensor };
type CellState = { readonly h: Tensor };

/** A recurrent layer, `h[t] = tanh(x[t] Wx + h[t - 1] Wh)` with y = h, as wide as its input. Each row of the batch continues
 *  with the last h of the batch before, its state; backward ends at that state.
 *  x: [batch, time, width], Wx: [width, width], Wh: [width, width] -> y: [batch, time, width] */
export const tanhCell: LayerDefinition = {
  type: "TanhCell",
  summary: "Plain recurrent layer whose rows continue.",
  options: anything,
  create: (_options, inShape, { engine, dtype }) => createCell(inShape, { engine, dtype }),
};

function createCell(inShape: Shape, options: TensorOptions): Layer<CellParams, CellState> {
  const [time = 1, width = 1] = inShape;
  const square = [width, width];
  return {
    type: "TanhCell",
    outShape: inShape,
    paramShapes: { Wx: square, Wh: square },
    state: { h: { shape: [width], first: 0, perRow: true } },
    init(rng) {
      const draw = () => Float64Array.from({ length: width * width }, () => rng.normal() / 2);
      return { Wx: tensor(draw(), square, options), Wh: tensor(draw(), square, options) };
    },
    forward({ Wx, Wh, h }, x) {
      const rows = x.shape[0] ?? 0;
      const stepOf = (all: Tensor, t: number) => reshape(slice(all, 1, t, t + 1), [rows, width]);
      const hs = [h];
      for (let t = 0; t < time; t++) hs.push(tanh(add(matmul(stepOf(x, t), Wx), matmul(hs[t] ?? h, Wh))));
      const sequence = (steps: readonly Tensor[]) =>
        concat(
          steps.map((one) => reshape(one, [rows, 1, width])),
          1,
        );
      return {
        y: sequence(hs.slice(1)),
        state: { h: hs[time] ?? h },
        backward(dy) {
          let grads: CellParams = { Wx: zeros(square, options), Wh: zeros(square, options) };
          let dh = zeros([rows, width], options);
          const dxs: Tensor[] = [];
          for (let t = time - 1; t >= 0; t--) {
            const dz = tanhGradient(add(stepOf(dy, t), dh), hs[t + 1] ?? h);
            const ofStep = (input: Tensor) => matmul(input, dz, { transposeA: true });
            grads = { Wx: add(grads.Wx, ofStep(stepOf(x, t))), Wh: add(grads.Wh, ofStep(hs[t] ?? h)) };
            dxs.unshift(matmul(dz, Wx, { transposeB: true }));
            dh = matmul(dz, Wh, { transposeB: true });
          }
          return { dx: sequence(dxs), grads };
        },
      };
    },
  };
}

/** A recurrent layer for tests of the code that continues its rows. */
export const cells = definePlugin({ name: "cells", layers: [tanhCell] });
