import { defineInitializer } from "@retrograd/plugin";
import { z } from "zod";
import { matrixShape } from "./matrix-shape.js";

/** `gain` on the diagonal of a matrix, 0 elsewhere: a layer that at first changes nothing. A parameter of more axes is read as
 *  [first axis, all others]. Draws nothing.
 *  Source: Q. Le, N. Jaitly, G. Hinton, "A Simple Way to Initialize Recurrent Networks of Rectified Linear Units", 2015 */
export const identity = defineInitializer({
  type: "Identity",
  aliases: ["Eye", "IdentityInitializer"],
  summary: "The identity matrix times gain.",
  options: z.strictObject({
    gain: z.number("must be a number").default(1).describe("The number on the diagonal."),
  }),
  mainOption: "gain",
  create:
    ({ gain }) =>
    (size, _fan, _rng, shape) => {
      const { columns } = matrixShape("Identity", shape);
      const isOnDiagonal = (i: number) => Math.floor(i / columns) === i % columns;
      return Float64Array.from({ length: size }, (_, i) => (isOnDiagonal(i) ? gain : 0));
    },
});
