// Writes src/embedded/*.ts, the data sets that ship with this package, from the files of scikit-learn.
//
//   node packages/data/scripts/embed.mjs [FOLDER]
//
// FOLDER holds digits.csv.gz, iris.csv, wine_data.csv, breast_cancer.csv, diabetes_data_raw.csv.gz and
// diabetes_target.csv.gz: the folder sklearn/datasets/data of scikit-learn >= 1.1. Default: Debian's copy
// (apt-get install python3-sklearn). The numbers are taken over digit by digit, but for diabetes: trailing zeros go, and
// traces of floating point such as 4.803999999999999 are rounded to 4 decimals.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

const folder = process.argv[2] ?? "/usr/lib/python3/dist-packages/sklearn/datasets/data";
const target = join(import.meta.dirname, "../src/embedded");

const uci = "UCI Machine Learning Repository, https://archive.ics.uci.edu, licence CC BY 4.0";

const dataSets = [
  {
    file: "digits.ts",
    head: [
      "Optical recognition of handwritten digits: the 1,797 samples of its test set, 8 x 8 pixels from 0 to 16.",
      "Authors: E. Alpaydin, C. Kaynak, 1998. https://doi.org/10.24432/C50P49",
      `Source: ${uci}.`,
      "Citation: C. Kaynak, Methods of Combining Multiple Classifiers and Their Applications to Handwritten Digit",
      "Recognition, MSc thesis, Bogazici University, 1995.",
      "A line is a sample: 64 pixels, one character each (0 to 9, then a = 10 to g = 16), then the digit it shows.",
    ],
    lines: () =>
      linesOf("digits.csv.gz").map((line) => {
        const cells = line.split(",").map(Number);
        const label = cells.pop();
        return cells.map((pixel) => pixel.toString(17)).join("") + label;
      }),
  },
  {
    file: "iris.ts",
    head: [
      "Iris: 150 flowers, 4 lengths in cm, 3 species (50 each).",
      "Author: R. A. Fisher, 1936. https://doi.org/10.24432/C56C76",
      `Source: ${uci}, with the two samples corrected that differ from Fisher's paper.`,
      "Citation: R. A. Fisher, The use of multiple measurements in taxonomic problems, Annals of Eugenics 7, 1936, 179-188.",
      "A line is a sample: sepal length, sepal width, petal length, petal width, index of the species.",
    ],
    lines: () => linesOf("iris.csv").slice(1),
  },
  {
    file: "wine.ts",
    head: [
      "Wine recognition: chemical analysis of 178 wines, 13 measurements, 3 growers (59, 71, 48).",
      "Authors: S. Aeberhard, M. Forina, 1992. https://doi.org/10.24432/C5PC7J",
      `Source: ${uci}.`,
      "Citation: M. Forina et al., PARVUS: An Extendible Package for Data Exploration, Classification and Correlation,",
      "Institute of Pharmaceutical and Food Analysis and Technologies, Genoa.",
      "A line is a sample: 13 measurements, index of the grower.",
    ],
    lines: () => linesOf("wine_data.csv").slice(1),
  },
  {
    file: "breast-cancer.ts",
    head: [
      "Breast Cancer Wisconsin (Diagnostic): 569 images of cell nuclei, 30 measurements, malignant (212) or benign (357).",
      "Authors: W. Wolberg, O. Mangasarian, N. Street, W. Street, 1995. https://doi.org/10.24432/C5DW2B",
      `Source: ${uci}.`,
      "Citation: W. N. Street, W. H. Wolberg, O. L. Mangasarian, Nuclear feature extraction for breast tumor diagnosis,",
      "IS&T/SPIE Symposium on Electronic Imaging, volume 1905, 1993, 861-870.",
      "A line is a sample: mean, standard error and worst of 10 measurements, then 0 for malignant or 1 for benign.",
    ],
    lines: () => linesOf("breast_cancer.csv").slice(1),
  },
  {
    file: "diabetes.ts",
    head: [
      "Diabetes: 442 patients, 10 measurements as they were taken, progression of the disease a year later.",
      "Authors: B. Efron, T. Hastie, I. Johnstone, R. Tibshirani, 2004.",
      "Source: https://www4.stat.ncsu.edu/~boos/var.select/diabetes.html, published with the paper without a licence of",
      "its own; distributed by scikit-learn (BSD-3-Clause).",
      "Citation: B. Efron, T. Hastie, I. Johnstone, R. Tibshirani, Least Angle Regression, Annals of Statistics 32, 2004,",
      "407-499.",
      "A line is a sample: age, sex, bmi, bp, s1 to s6, progression.",
    ],
    lines: () => {
      const targets = linesOf("diabetes_target.csv.gz");
      return linesOf("diabetes_data_raw.csv.gz").map((line, i) => {
        const cells = line.split(" ").map((cell) => Number(Number(cell).toFixed(4)));
        return [...cells, Number(targets[i])].join(",");
      });
    },
  },
];

for (const { file, head, lines } of dataSets) {
  const comment = head.map((line) => `// ${line}`).join("\n");
  const text = lines().join("\n");
  const source = `${comment}\n// Written by scripts/embed.mjs from the copy in scikit-learn.\n\nexport const text = \`${text}\`;\n`;
  writeFileSync(join(target, file), source);
}

/** The lines of a text file of the folder, gunzipped if its name ends in .gz. */
function linesOf(name) {
  const bytes = readFileSync(join(folder, name));
  const text = (name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
  return text.trim().split(/\r?\n/);
}
