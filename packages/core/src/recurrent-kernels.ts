import type { FloatArray } from "./dtype.js";

/** What an LSTM cell writes: h, c, tanh of c [rows, units] and gates [rows, 4 units] in the order i f g o. */
interface LstmBuffers {
  readonly h: FloatArray;
  readonly c: FloatArray;
  readonly tanhC: FloatArray;
  readonly gates: FloatArray;
}

/** The operands of a GRU cell. reset "after": u [rows, 3 units]. "before": u [rows, 2 units] and v [rows, units], the product
 *  with the reset state. */
interface GruOperands {
  readonly x: FloatArray;
  readonly u: FloatArray;
  readonly v?: FloatArray;
  readonly h: FloatArray;
}

/** Kernels of recurrent cells after their products. units: numbers of a row of h */
export interface RecurrentKernels {
  /** c' = f c + i g, h = o tanh c', with i, f, o = sigmoid and g = tanh of the parts of z [rows, 4 units] */
  lstmCell(out: LstmBuffers, z: FloatArray, c: FloatArray, units: number): void;
  /** dz [rows, 4 units] and dc [rows, units], the gradient of the previous c */
  lstmCellGradient(
    out: { readonly dz: FloatArray; readonly dc: FloatArray },
    gradients: { readonly dh: FloatArray; readonly dc?: FloatArray },
    saved: { readonly gates: FloatArray; readonly tanhC: FloatArray; readonly c: FloatArray },
    units: number,
  ): void;
  /** out [rows, units] = sigmoid(x_r + u_r) h, with x [rows, 3 units] and u [rows, 2 units] */
  gruReset(out: FloatArray, operands: Omit<GruOperands, "v">, units: number): void;
  /** h' = n + z (h - n), gates [rows, 3 units] in the order r z n, with n = tanh(x_n + r u_n), or tanh(x_n + v) */
  gruCell(
    out: { readonly h: FloatArray; readonly gates: FloatArray },
    operands: GruOperands,
    units: number,
  ): void;
  /** out [rows, units] = dh (1 - z) (1 - n^2) */
  gruCandidateGradient(out: FloatArray, dh: FloatArray, gates: FloatArray, units: number): void;
  /** dx [rows, 3 units], du [rows, 3 units], or [rows, 2 units] with dReset, and dh [rows, units]
   *  saved: u of reset "after", or dReset, the gradient of the reset state */
  gruCellGradient(
    out: { readonly dx: FloatArray; readonly du: FloatArray; readonly dh: FloatArray },
    dh: FloatArray,
    saved: {
      readonly gates: FloatArray;
      readonly h: FloatArray;
      readonly u?: FloatArray;
      readonly dReset?: FloatArray;
    },
    units: number,
  ): void;
}
