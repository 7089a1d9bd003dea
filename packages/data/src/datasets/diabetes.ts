import { embeddedTable } from "./embedded-table.js";

/** Diabetes: progression of the disease in 442 patients, one year after 10 measurements. The measurements are not scaled. x: [10], t: [1]
 *  Source: B. Efron, T. Hastie, I. Johnstone, R. Tibshirani, Least Angle Regression, 2004. */
export const diabetes = embeddedTable({
  type: "diabetes",
  summary: "Progression of diabetes by 10 measurements: 442 samples, one value. Ships with the package.",
  targets: "values",
  targetNames: ["progression"],
  inputNames: ["age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6"],
  text: () => import("../embedded/diabetes.js"),
});
