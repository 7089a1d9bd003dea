import { defineInitializer } from "@retrograd/plugin";
import { z } from "zod";
import { matrixShape } from "./matrix-shape.js";

/** A random matrix with orthogonal rows, or columns if it has more rows, each of length `gain`: products with it keep lengths, also
 *  many of them in a row. A parameter of more axes is read as [first axis, all others].
 *  Source: A. Saxe, J. McClelland, S. Ganguli, "Exact solutions to the nonlinear dynamics of learning in deep linear neural
 *  networks", 2013; the distribution is that of PyTorch's orthogonal_ */
export const orthogonal = defineInitializer({
  type: "Orthogonal",
  aliases: ["OrthogonalInitializer"],
  summary: "A random matrix with orthogonal rows or columns of length gain.",
  options: z.strictObject({
    gain: z.number("must be a number").default(1).describe("Length of a row or column."),
  }),
  mainOption: "gain",
  create:
    ({ gain }) =>
    (size, _fan, rng, shape) => {
      const { rows, columns } = matrixShape("Orthogonal", shape);
      const [count, length] = [Math.min(rows, columns), Math.max(rows, columns)];
      const vectors: Float64Array[] = [];
      while (vectors.length < count) {
        const next = Float64Array.from({ length }, rng.normal);
        // twice, so that rounding leaves nothing of the others
        if (isAway(next, vectors) && isAway(next, vectors)) vectors.push(next);
      }
      return Float64Array.from({ length: size }, (_, i) => {
        const [row, column] = [Math.floor(i / columns), i % columns];
        const value = rows <= columns ? vectors[row]?.[column] : vectors[column]?.[row];
        return gain * (value ?? 0);
      });
    },
});

/** Subtracts from a vector what it has in common with others, and scales it to length 1. False if nothing is left. */
function isAway(vector: Float64Array, others: readonly Float64Array[]): boolean {
  for (const other of others) {
    let product = 0;
    for (let i = 0; i < vector.length; i++) product += (vector[i] ?? 0) * (other[i] ?? 0);
    for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] ?? 0) - product * (other[i] ?? 0);
  }
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  if (length < 1e-8) return false;
  for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] ?? 0) / length;
  return true;
}
