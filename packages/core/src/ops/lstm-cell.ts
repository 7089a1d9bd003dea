import { defined } from "../defined.js";
import { bufferOf, newTensor, type Tensor } from "../tensor.js";
import { checkCells } from "./cell-operands.js";

/** A step of an LSTM. `gates` and `tanhC` serve its gradient. */
export interface LstmStep {
  /** [batch, units] */
  readonly h: Tensor;
  /** [batch, units] */
  readonly c: Tensor;
  /** i, f, g and o after their functions: [batch, 4 units] */
  readonly gates: Tensor;
  /** tanh c: [batch, units] */
  readonly tanhC: Tensor;
}

/** A step of an LSTM after its products: `c' = f c + i g, h = o tanh c'`, with i, f, o = sigmoid and g = tanh of their parts of z.
 *  z: [batch, 4 units] in the order i f g o, such as x W + h U + b; c: [batch, units], the previous c
 *  Source: S. Hochreiter, J. Schmidhuber, "Long Short-Term Memory", 1997; F. Gers et al., "Learning to Forget", 2000
 *  @throws RetrogradError E_SHAPE, E_DTYPE, E_ENGINE */
export function lstmCell(z: Tensor, c: Tensor): LstmStep {
  const units = checkCells("lstmCell", "c", c, [{ name: "z", x: z, parts: 4 }]);
  const create = () => newTensor(c.engine, c.dtype, c.shape);
  const step = { h: create(), c: create(), gates: newTensor(z.engine, z.dtype, z.shape), tanhC: create() };
  const out = {
    h: bufferOf(step.h),
    c: bufferOf(step.c),
    gates: bufferOf(step.gates),
    tanhC: bufferOf(step.tanhC),
  };
  c.engine.kernels.recurrent.lstmCell(out, bufferOf(z), bufferOf(c), units);
  return step;
}

/** Gradients of a step of an LSTM. With d the gradient of c', `d = dc' + dh o (1 - tanh^2 c')`:
 *  `dz = [d g i (1 - i), d c f (1 - f), d i (1 - g^2), dh tanh c' o (1 - o)], dc = d f`
 *  gradients: dh and dc of the outputs, dc default 0; step: what lstmCell returned; c: [batch, units], its operand
 *  -> dz: [batch, 4 units], dc: [batch, units]
 *  @throws RetrogradError E_SHAPE, E_DTYPE, E_ENGINE */
export function lstmCellGradient(
  gradients: { readonly dh: Tensor; readonly dc?: Tensor },
  step: Pick<LstmStep, "gates" | "tanhC">,
  c: Tensor,
): { readonly dz: Tensor; readonly dc: Tensor } {
  const { gates, tanhC } = step;
  const units = checkCells("lstmCellGradient", "c", c, [
    { name: "dh", x: gradients.dh, parts: 1 },
    ...(gradients.dc === undefined ? [] : [{ name: "dc", x: gradients.dc, parts: 1 }]),
    { name: "gates", x: gates, parts: 4 },
    { name: "tanhC", x: tanhC, parts: 1 },
  ]);
  const [dz, dc] = [newTensor(c.engine, c.dtype, gates.shape), newTensor(c.engine, c.dtype, c.shape)];
  c.engine.kernels.recurrent.lstmCellGradient(
    { dz: bufferOf(dz), dc: bufferOf(dc) },
    { dh: bufferOf(gradients.dh), ...defined({ dc: gradients.dc && bufferOf(gradients.dc) }) },
    { gates: bufferOf(gates), tanhC: bufferOf(tanhC), c: bufferOf(c) },
    units,
  );
  return { dz, dc };
}
