import { sameShape, type Tensor, tensor } from "@retrograd/core";
import { type LayerCall, runLayer } from "../network/layer-call.js";
import type { Cause } from "./cause.js";
import { numericOf } from "./pairs.js";

const step = 1e-5;

// Relative to the largest derivative: the error of a difference with one step.
const tolerance = 1e-6;

/** `slope-of-output`: backward of an elementwise layer y = f(x) is `dy f'(y)` instead of `dy f'(x)`. The layer is elementwise
 *  if the derivative is `dy f'(x)` everywhere. */
export const slopeOfOutput: Cause = ({ pairs, call, dy, name, loss }) => {
  if (call === undefined || dy === undefined || name !== "x" || loss !== undefined) return undefined;
  const { x, forward } = call;
  if (!sameShape(forward.y.shape, x.shape) || pairs.length !== x.size) return undefined;
  const atX = slopesAt(call, x);
  const atY = slopesAt(call, forward.y);
  const size = pairs.reduce((max, pair) => Math.max(max, Math.abs(numericOf(pair))), 0);
  const near = (a: number, b: number) => Math.abs(a - b) <= tolerance * size;
  const isSlope = pairs.every((pair, i) => near(numericOf(pair), dy.data[i] * atX[i]));
  const isThatOfOutput = pairs.every(({ analytic }, i) => near(analytic, dy.data[i] * atY[i]));
  // without a difference, both slopes would match
  const differ = pairs.some((pair) => !near(pair.analytic, numericOf(pair)));
  if (!isSlope || !isThatOfOutput || !differ) return undefined;
  return {
    code: "slope-of-output",
    message: "backward uses the slope at the output y instead of the input x",
  };
};

/** f' at each number, from one perturbation of all numbers together. */
function slopesAt(call: LayerCall, x: Tensor): Float64Array {
  const moved = (t: number) => {
    const values = Float64Array.from(x.data, (v) => v + t);
    return runLayer({ ...call, x: tensor(values, x.shape, x) }).y.data;
  };
  const [right, left] = [moved(step), moved(-step)];
  return Float64Array.from(x.data, (_, i) => (right[i] - left[i]) / (2 * step));
}
