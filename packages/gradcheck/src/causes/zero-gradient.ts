import type { Cause } from "./cause.js";

/** `zero-gradient`: backward gives 0 in every element. */
export const zeroGradient: Cause = ({ pairs }) =>
  pairs.some(({ analytic }) => analytic !== 0)
    ? undefined
    : { code: "zero-gradient", message: "backward gives 0 in every element" };
