import { samePath } from "../rules/linear-in-dy.js";
import type { Cause } from "./cause.js";

/** `another-path`: the gradient changes when `needsInputGradient` is false. */
export const anotherPath: Cause = ({ call, dy, name, loss }) => {
  if (call === undefined || dy === undefined || loss !== undefined) return undefined;
  return samePath(call, dy).find(({ tensor }) => tensor === name)?.diagnosis;
};
