import type { ReadonlyFloats } from "../dtype.js";
import { RetrogradError } from "../errors.js";

/** Checks that every target is a class index, or `ignored`.
 *  @throws RetrogradError E_TARGET with the operation, the position and the number */
export function checkClasses(
  operation: string,
  targets: ReadonlyFloats,
  classes: number,
  ignored?: number,
): void {
  for (let i = 0; i < targets.length; i++) {
    const index = targets[i];
    if ((index >= 0 && index < classes && Number.isInteger(index)) || index === ignored) continue;
    const or = ignored === undefined ? "" : `, or ${ignored}`;
    throw new RetrogradError(
      "E_TARGET",
      `${operation}: t[${i}] must be a class index from 0 to ${classes - 1}${or}, got ${index}`,
    );
  }
}
