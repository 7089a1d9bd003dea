import { embeddedTable } from "./embedded-table.js";

const measurements = [
  "radius",
  "texture",
  "perimeter",
  "area",
  "smoothness",
  "compactness",
  "concavity",
  "concave points",
  "symmetry",
  "fractal dimension",
];

/** Breast Cancer Wisconsin (Diagnostic): 569 images of cell nuclei by 30 measurements. x: [30], t: class index
 *  Source: W. Wolberg, O. Mangasarian, N. Street, W. Street, UCI Machine Learning Repository, 1995. */
export const breastCancer = embeddedTable({
  type: "breast-cancer",
  summary: "Cell nuclei, 30 measurements each: 569 samples, malignant or benign. Ships with the package.",
  targets: "classes",
  targetNames: ["malignant", "benign"],
  inputNames: ["mean", "standard error of", "worst"].flatMap((which) =>
    measurements.map((measurement) => `${which} ${measurement}`),
  ),
  text: () => import("../embedded/breast-cancer.js"),
});
