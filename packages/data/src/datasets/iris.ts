import { embeddedTable } from "./embedded-table.js";

/** Iris: 150 flowers of 3 species by 4 lengths in cm. x: [4], t: class index
 *  Source: R. A. Fisher, The use of multiple measurements in taxonomic problems, 1936. */
export const iris = embeddedTable({
  type: "iris",
  summary: "Iris flowers by 4 lengths in cm: 150 samples, 3 species. Ships with the package.",
  targets: "classes",
  targetNames: ["setosa", "versicolor", "virginica"],
  inputNames: ["sepal length", "sepal width", "petal length", "petal width"],
  text: () => import("../embedded/iris.js"),
});
