import type { AdamRule } from "@retrograd/core";
import type { UpdateContext } from "@retrograd/plugin";
import { wholePower } from "../whole-power.js";
import { epsilon, learningRate, share } from "./option-schemas.js";

/** Common options of Adam and AdamW. */
export interface AdamOptions {
  readonly lr: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly eps: number;
}

/** The schemas of these options. */
export const adamOptions = {
  lr: learningRate.default(0.001),
  beta1: share.default(0.9).describe("How much of the mean gradient stays from step to step."),
  beta2: share.default(0.999).describe("How much of the mean square stays from step to step."),
  eps: epsilon.default(1e-8),
};

/** Adam's update of a step, with the bias of both means corrected: with `c = sqrt(1 - beta2^t)`,
 *  `lr / (1 - beta1^t) m / (sqrt(v) / c + eps)`, which is `lr c / (1 - beta1^t) m / (sqrt(v) + c eps)`.
 *  The book adds `eps` where this adds `c eps`. */
export function adamRule(
  { beta1, beta2, eps, formula = "torch" }: AdamOptions & { readonly formula?: "torch" | "book" },
  { lr, step }: UpdateContext,
): AdamRule {
  const correction = Math.sqrt(1 - wholePower(beta2, step));
  const stepSize = (lr * correction) / (1 - wholePower(beta1, step));
  return { beta1, beta2, stepSize, eps: formula === "book" ? eps : eps * correction, weightDecayFactor: 1 };
}
