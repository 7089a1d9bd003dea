import { RetrogradError } from "@retrograd/core";
import type { Network } from "@retrograd/network";
import { type ColumnData, explainFarInput, explainFarTarget, farInput, farTarget } from "./far-from-zero.js";

/** Adds to the error of a diverged training how its data explain it. Returns other errors unchanged. */
export function explainDivergence(error: unknown, data: ColumnData, { indices }: Network): unknown {
  if (!(error instanceof RetrogradError) || error.code !== "E_DIVERGED") return error;
  const [target, input] = [farTarget(data), indices === undefined ? farInput(data) : undefined];
  const reasons = [
    ...(target === undefined ? [] : [explainFarTarget(target)]),
    ...(input === undefined ? [] : [explainFarInput(input, data)]),
  ];
  if (reasons.length === 0) return error;
  const explanation = reasons.map(({ finding, advice }) => `${finding}; ${advice}`).join(". Also, ");
  const message = `${error.message}. Here ${explanation}`;
  return new RetrogradError(error.code, message, { cause: error, data: error.data });
}
