import { RetrogradError } from "@retrograd/core";
import { explainFarInput, explainFarTarget, farInput, farTarget, type LookedAt } from "./far-from-zero.js";

/** Adds to the error of a training that diverged what about its data explains it; other errors stay as they are. */
export function explainDivergence(error: unknown, data: LookedAt): unknown {
  if (!(error instanceof RetrogradError) || error.code !== "E_DIVERGED") return error;
  const [target, input] = [farTarget(data), farInput(data)];
  const reasons = [
    ...(target === undefined ? [] : [explainFarTarget(target)]),
    ...(input === undefined ? [] : [explainFarInput(input, data)]),
  ];
  if (reasons.length === 0) return error;
  const found = reasons.map(({ finding, advice }) => `${finding}; ${advice}`).join(". Also, ");
  const message = `${error.message}. Here ${found}`;
  return new RetrogradError(error.code, message, { cause: error, data: error.data });
}
