import { meanError } from "./mean-error.js";

/** Mean squared error `mean of (y - t)^2` over all values of all samples, in the square of the target's unit. NaN where a
 *  prediction is NaN, and over no samples.
 *  y, t: [batch, ...outShape]. Source: scikit-learn mean_squared_error */
export const mse = meanError({
  type: "MSE",
  name: "mse",
  summary: "Mean squared error, in the square of the target's unit.",
  error: (difference) => difference * difference,
});
