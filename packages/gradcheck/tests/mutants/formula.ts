import type { Tensor } from "@retrograd/core";
import type { Gradients, Inputs, Mistake, Outputs } from "./piece.js";

/** A wrong formula of one layer or loss. The operators make the mistakes that are possible in every layer. */
export interface FormulaMutant {
  readonly operator: string;
  readonly what: string;
  readonly codes: readonly string[];
  readonly batch?: number;
  /** Units of an Affine, and of the one before it. Default: those of subjects.ts. */
  readonly width?: number;
  readonly equivalent?: string;
  readonly mistake: Mistake;
}

export interface Parts extends Inputs {
  readonly y: Tensor;
  readonly right: Gradients;
  readonly rows: number;
}

/** A mistake that replaces gradients. */
export const gradients =
  (wrong: (dy: Tensor, parts: Parts) => Gradients): Mistake =>
  (run) =>
  (inputs) => {
    const out = run(inputs);
    const backward = (dy: Tensor | number): Gradients => {
      const right = out.backward(dy);
      const parts = { ...inputs, y: out.y, right, rows: inputs.x.shape[0] ?? 0 };
      // dy of a loss is a number, and no formula below uses it
      return { ...right, ...wrong(dy as Tensor, parts) };
    };
    return { ...out, backward };
  };

/** A mistake that replaces an output and does not change backward. */
export const output =
  (wrong: (inputs: Inputs, out: Outputs) => Partial<Outputs>): Mistake =>
  (run) =>
  (inputs) => {
    const out = run(inputs);
    return { ...out, ...wrong(inputs, out) };
  };

export const dx = (wrong: (dy: Tensor, parts: Parts) => Tensor): Mistake =>
  gradients((dy, parts) => ({ x: wrong(dy, parts) }));
