import { meanError } from "./mean-error.js";

/** Mean absolute error `mean of |y - t|` over all values of all samples, in the target's unit. NaN where a prediction is NaN,
 *  and over no samples.
 *  y, t: [batch, ...outShape]. Source: scikit-learn mean_absolute_error */
export const mae = meanError({
  type: "MAE",
  name: "mae",
  summary: "Mean absolute error, in the target's unit.",
  error: Math.abs,
});
