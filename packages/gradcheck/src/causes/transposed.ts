import { tensor } from "@retrograd/core";
import { runLayer } from "../network/layer-call.js";
import type { Cause } from "./cause.js";
import { looselyEqual, matches } from "./pairs.js";

/** `transposed`: backward has the rows of the derivative as columns, `analytic[i, j] = derivative[j, i]`, both in row-major
 *  order. */
export const exchangedAxes: Cause = ({ pairs, tensor: one }) => {
  const [rows, columns] = one.shape;
  if (one.shape.length !== 2 || pairs.length !== one.size || !(rows > 1 && columns > 1)) return undefined;
  const other = pairs.map((_, i) => pairs[(i % rows) * columns + Math.floor(i / rows)]);
  return matches(pairs, other)
    ? { code: "transposed", message: "backward has the rows of the derivative as columns" }
    : undefined;
};

/** `transposed`: dx is `J dy` instead of `J^T dy`, with the layer's Jacobian J. `J dy` is the change of y along dy,
 *  `(y(x + h dy) - y(x - h dy)) / 2h`. Only possible where y has as many elements as x. */
export const untransposedProduct: Cause = ({ pairs, tensor: one, call, dy, name }) => {
  if (call === undefined || dy === undefined || name !== "x") return undefined;
  if (dy.size !== one.size || pairs.length !== one.size) return undefined;
  const { x } = call;
  const moved = (t: number) => {
    const values = Array.from(x.data, (value, i) => value + t * dy.data[i]);
    return Float64Array.from(runLayer({ ...call, x: tensor(values, x.shape, x) }).y.data);
  };
  const h = 1e-4;
  const [plus, minus] = [moved(h), moved(-h)];
  const along = plus.map((value, i) => (value - minus[i]) / (2 * h));
  return pairs.every((pair, i) => looselyEqual(pair.analytic, along[i], pair))
    ? { code: "transposed", message: "backward multiplies dy by the matrix that should be transposed" }
    : undefined;
};
