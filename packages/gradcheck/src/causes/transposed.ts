import { tensor } from "@retrograd/core";
import { runLayer } from "../network/layer-call.js";
import type { Cause } from "./cause.js";
import { looselyEqual, matches } from "./pairs.js";

/** `transposed`: a matrix of derivatives whose rows stand as columns, `analytic[i, j] = derivative[j, i]` with both read
 *  in row-major order. */
export const exchangedAxes: Cause = ({ pairs, tensor: one }) => {
  const [rows, columns] = one.shape;
  if (one.shape.length !== 2 || pairs.length !== one.size || !(rows > 1 && columns > 1)) return undefined;
  const other = pairs.map((_, i) => pairs[(i % rows) * columns + Math.floor(i / rows)]);
  return matches(pairs, other)
    ? { code: "transposed", message: "backward has the derivative's rows as columns" }
    : undefined;
};

/** `transposed`: dx is `J dy` in place of `J^T dy`, with J the layer's Jacobian: how y moves when x moves along dy,
 *  `(y(x + h dy) - y(x - h dy)) / 2h`. Only where y has the shape of x can the two be mistaken for each other. */
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
