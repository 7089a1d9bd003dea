import { defined } from "../defined.js";
import { bufferOf, newTensor, type Tensor } from "../tensor.js";
import { checkCells } from "./cell-operands.js";

/** The operands of a step of a GRU. */
export interface GruOperands {
  /** [batch, 3 units] in the order r z n: the input's part, such as x W + b. */
  readonly x: Tensor;
  /** The state's part, h U: [batch, 3 units], or [batch, 2 units] for reset "before". */
  readonly u: Tensor;
  /** The previous state: [batch, units] */
  readonly h: Tensor;
  /** Reset "before": the product with the reset state, `(r h) U_n`: [batch, units]. Default: reset "after". */
  readonly v?: Tensor;
}

/** A step of a GRU. `gates` serves its gradient. */
export interface GruStep {
  /** [batch, units] */
  readonly h: Tensor;
  /** r, z and n after their functions: [batch, 3 units] */
  readonly gates: Tensor;
}

/** The reset state, which reset "before" multiplies: `y = r h` with `r = sigmoid(x_r + u_r)`.
 *  x: [batch, 3 units], u: [batch, 2 units], h: [batch, units] -> y: [batch, units]
 *  @throws RetrogradError E_SHAPE, E_DTYPE, E_ENGINE */
export function gruReset({ x, u, h }: Omit<GruOperands, "v">): Tensor {
  const units = checkCells("gruReset", "h", h, [
    { name: "x", x, parts: 3 },
    { name: "u", x: u, parts: 2 },
  ]);
  const y = newTensor(h.engine, h.dtype, h.shape);
  const operands = { x: bufferOf(x), u: bufferOf(u), h: bufferOf(h) };
  h.engine.kernels.recurrent.gruReset(bufferOf(y), operands, units);
  return y;
}

/** A step of a GRU after its products: `h' = (1 - z) n + z h` with `r, z = sigmoid(x + u)` of their parts.
 *  reset "after" (cuDNN, PyTorch): `n = tanh(x_n + r u_n)`
 *  reset "before" (the paper; with `v`): `n = tanh(x_n + v)`
 *  Source: K. Cho et al., "Learning Phrase Representations using RNN Encoder-Decoder", 2014
 *  @throws RetrogradError E_SHAPE, E_DTYPE, E_ENGINE */
export function gruCell({ x, u, h, v }: GruOperands): GruStep {
  const units = checkCells("gruCell", "h", h, [
    { name: "x", x, parts: 3 },
    { name: "u", x: u, parts: v === undefined ? 3 : 2 },
    ...(v === undefined ? [] : [{ name: "v", x: v, parts: 1 }]),
  ]);
  const step = { h: newTensor(h.engine, h.dtype, h.shape), gates: newTensor(x.engine, x.dtype, x.shape) };
  h.engine.kernels.recurrent.gruCell(
    { h: bufferOf(step.h), gates: bufferOf(step.gates) },
    { x: bufferOf(x), u: bufferOf(u), h: bufferOf(h), ...defined({ v: v && bufferOf(v) }) },
    units,
  );
  return step;
}

/** Gradient of `v` of a step with reset "before": `dv = dh (1 - z) (1 - n^2)`. The gradient of the reset state is then dv U_n^T.
 *  dh: [batch, units], step: what gruCell returned -> dv: [batch, units]
 *  @throws RetrogradError E_SHAPE, E_DTYPE, E_ENGINE */
export function gruCandidateGradient(dh: Tensor, { gates }: Pick<GruStep, "gates">): Tensor {
  const units = checkCells("gruCandidateGradient", "dh", dh, [{ name: "gates", x: gates, parts: 3 }]);
  const dv = newTensor(dh.engine, dh.dtype, dh.shape);
  dh.engine.kernels.recurrent.gruCandidateGradient(bufferOf(dv), bufferOf(dh), bufferOf(gates), units);
  return dv;
}

/** Gradients of a step of a GRU. With `dn = dh (1 - z) (1 - n^2)`: `dx = [dr r (1 - r), dh (h - n) z (1 - z), dn]`
 *  reset "after", with `u`: `dr = dn u_n`, du = dx but for its last part, dn r; the new dh is `dh z`
 *  reset "before", with `dReset`, the gradient of the reset state: `dr = dReset h`, du = the first two parts of dx; the new dh
 *  is `dh z + dReset r`
 *  The new dh leaves out what comes through the products with h.
 *  dh: [batch, units], step: what gruCell returned, h: its operand
 *  -> dx: [batch, 3 units], du: the shape of u, dh: [batch, units]
 *  @throws RetrogradError E_SHAPE, E_DTYPE, E_ENGINE */
export function gruCellGradient(
  dh: Tensor,
  { gates }: Pick<GruStep, "gates">,
  operands: { readonly h: Tensor } & ({ readonly u: Tensor } | { readonly dReset: Tensor }),
): { readonly dx: Tensor; readonly du: Tensor; readonly dh: Tensor } {
  const { h } = operands;
  const [name, other] =
    "dReset" in operands ? ["dReset" as const, operands.dReset] : ["u" as const, operands.u];
  const parts = name === "u" ? 3 : 2;
  const units = checkCells("gruCellGradient", "h", h, [
    { name: "dh", x: dh, parts: 1 },
    { name: "gates", x: gates, parts: 3 },
    { name, x: other, parts: name === "u" ? 3 : 1 },
  ]);
  const create = (count: number) => newTensor(h.engine, h.dtype, [h.shape[0], count * units]);
  const out = { dx: create(3), du: create(parts), dh: create(1) };
  h.engine.kernels.recurrent.gruCellGradient(
    { dx: bufferOf(out.dx), du: bufferOf(out.du), dh: bufferOf(out.dh) },
    bufferOf(dh),
    { gates: bufferOf(gates), h: bufferOf(h), [name]: bufferOf(other) },
    units,
  );
  return out;
}
