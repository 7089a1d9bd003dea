import type { Cause } from "./cause.js";

/** `not-finite`: backward gives NaN or infinity in some elements. */
export const notFinite: Cause = ({ pairs }) => {
  const bad = pairs.filter(({ analytic }) => !Number.isFinite(analytic));
  if (bad.length === 0) return undefined;
  return {
    code: "not-finite",
    message: `backward gives NaN or infinity in ${bad.length} of ${pairs.length} elements`,
  };
};
