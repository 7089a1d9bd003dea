import { sameShape, type Tensor, tensor } from "@retrograd/core";
import { type LayerCall, runLayer } from "../network/layer-call.js";
import type { Cause } from "./cause.js";
import { numericOf } from "./pairs.js";

const step = 1e-5;

// Of the largest number, as far as a difference over one step can tell.
const tolerance = 1e-6;

/** `slope-of-output`: of a layer that takes each number by itself, y = f(x), backward is `dy f'(y)` where `dy f'(x)` should
 *  stand. That it is such a layer shows in the derivative, which is `dy f'(x)` everywhere. */
export const slopeOfOutput: Cause = ({ pairs, call, dy, name, loss }) => {
  if (call === undefined || dy === undefined || name !== "x" || loss !== undefined) return undefined;
  const { x, forward } = call;
  if (!sameShape(forward.y.shape, x.shape) || pairs.length !== x.size) return undefined;
  const atX = slopesAt(call, x);
  const atY = slopesAt(call, forward.y);
  const size = pairs.reduce((most, pair) => Math.max(most, Math.abs(numericOf(pair))), 0);
  const near = (a: number, b: number) => Math.abs(a - b) <= tolerance * size;
  const isSlope = pairs.every((pair, i) => near(numericOf(pair), dy.data[i] * atX[i]));
  const isThatOfOutput = pairs.every(({ analytic }, i) => near(analytic, dy.data[i] * atY[i]));
  // so small a gap could be that of any slope
  const differ = pairs.some((pair) => !near(pair.analytic, numericOf(pair)));
  if (!isSlope || !isThatOfOutput || !differ) return undefined;
  return {
    code: "slope-of-output",
    message: "backward takes the slope at y, the output, where x should stand",
  };
};

/** f' at each number, if each is taken by itself: all are moved at once. */
function slopesAt(call: LayerCall, x: Tensor): Float64Array {
  const moved = (t: number) => {
    const values = Float64Array.from(x.data, (v) => v + t);
    return runLayer({ ...call, x: tensor(values, x.shape, x) }).y.data;
  };
  const [right, left] = [moved(step), moved(-step)];
  return Float64Array.from(x.data, (_, i) => (right[i] - left[i]) / (2 * step));
}
