import type { Pair } from "../derivative/comparison.js";
import { crossings, type Objective } from "../derivative/objective.js";
import { type CheckedGradient, evaluate, movesAlong } from "../network/checked-gradient.js";
import { reach } from "./stencil.js";

/** An objective along a line through the tensor's current values. */
export interface GradientLine {
  readonly base: Objective;
  /** Each term at -4 h to 4 h; undefined where a declared kink is crossed. */
  termsAt(h: number): readonly Float64Array[] | undefined;
}

/** v: the direction, as many elements as the tensor */
export function lineAlong(gradient: CheckedGradient, v: Float64Array): GradientLine {
  const moved = movesAlong(gradient, v);
  const base = evaluate(gradient);
  const evaluateAt = (t: number) => moved(t, () => evaluate(gradient));
  return {
    base,
    termsAt(h) {
      const points = Array.from({ length: 2 * reach + 1 }, (_, j) =>
        j === reach ? base : evaluateAt((j - reach) * h),
      );
      if (points.some(({ branches }) => crossings(base.branches, branches, branches) > 0)) return undefined;
      return Array.from(base.terms, (_, k) => Float64Array.from(points, ({ terms }) => terms[k]));
    },
  };
}

/** A line of the same objective without its declared kinks, so that no point of the line is refused. */
export function lineAcrossKinks(gradient: CheckedGradient, v: Float64Array): GradientLine {
  const objectiveOf: CheckedGradient["objectiveOf"] = (output) => ({
    ...gradient.objectiveOf(output),
    branches: [],
  });
  return lineAlong({ ...gradient, objectiveOf }, v);
}

/** The direction of a pair: its random direction, or the unit vector of its element. */
export function directionOf(
  { index, direction }: Pair,
  { tensor }: Pick<CheckedGradient, "tensor">,
): Float64Array {
  if (direction !== undefined) return direction;
  const unit = new Float64Array(tensor.size);
  unit[index.reduce((flat, position, axis) => flat * (tensor.shape[axis] ?? 1) + position, 0)] = 1;
  return unit;
}
