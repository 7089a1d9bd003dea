import { linearInDy } from "../rules/linear-in-dy.js";
import type { Cause } from "./cause.js";

/** `nonlinear`: backward of a sum is not the sum of backwards, a rule that right gradients are held to as well. */
export const nonlinear: Cause = ({ stage, dy, name, loss }) => {
  if (stage === undefined || dy === undefined || loss !== undefined) return undefined;
  return linearInDy(stage, dy).find(({ tensor }) => tensor === name)?.diagnosis;
};
