import { embeddedTable } from "./embedded-table.js";

/** Wine recognition: 178 wines of 3 growers by 13 chemical measurements. x: [13], t: class index
 *  Source: S. Aeberhard, M. Forina, UCI Machine Learning Repository, 1992. */
export const wine = embeddedTable({
  type: "wine",
  summary: "Wines by 13 chemical measurements: 178 samples, 3 growers. Ships with the package.",
  targets: "classes",
  targetNames: ["grower 1", "grower 2", "grower 3"],
  inputNames: [
    "alcohol",
    "malic acid",
    "ash",
    "alcalinity of ash",
    "magnesium",
    "total phenols",
    "flavanoids",
    "nonflavanoid phenols",
    "proanthocyanins",
    "color intensity",
    "hue",
    "OD280/OD315 of diluted wines",
    "proline",
  ],
  text: () => import("../embedded/wine.js"),
});
