import { layers, type Row } from "./row.js";

/** What can be wrong with the section model. */
export const modelRows: readonly Row[] = [
  ["model:\n  layers: [SoftmaxWithLoss]\n", "1:1 RG1103 model", '"input" is missing'],
  ["model:\n  input: [4]\n", "1:1 RG1103 model", '"layers" is missing'],
  ["model: 5\n", "1:8 RG1102 model", "must be a mapping"],
  ["model:\n  input: 4\n  layers: [SoftmaxWithLoss]\n", "2:10 RG1102 model.input", "list of axes", "got 4"],
  [
    "model:\n  input: [0]\n  layers: [SoftmaxWithLoss]\n",
    "2:10 RG2009 model.input",
    "whole numbers > 0",
    "[0]",
  ],
  ["model:\n  input: []\n  layers: [SoftmaxWithLoss]\n", "2:10 RG2009 model.input", "axes"],
  ['model:\n  input: ["4"]\n  layers: [SoftmaxWithLoss]\n', "2:10 RG2009 model.input", "axes"],
  ["model:\n  input: [4]\n  layers: []\n", "3:11 RG2009 model.layers", "at least a loss"],
  ["model:\n  input: [4]\n  layers: Relu\n", "3:11 RG1102 model.layers", "list of layers"],
  ["model:\n  input: [4]\n  layer: []\n  layers: [SoftmaxWithLoss]\n", "3:3 RG1101 model.layer", "layers"],
  [
    layers("- Rellu", "- SoftmaxWithLoss"),
    "4:7 RG2001 model.layers[0]",
    'unknown layer or loss "Rellu"',
    "Relu",
  ],
  [layers("- toString", "- SoftmaxWithLoss"), "4:7 RG2001 model.layers[0]", "toString"],
  [
    layers("- { constructor: 1 }", "- SoftmaxWithLoss"),
    "4:9 RG2001 model.layers[0].constructor",
    "constructor",
  ],
  [layers("- Affin: 3", "- SoftmaxWithLoss"), "4:7 RG2001 model.layers[0].Affin", "Affine"],
  [layers("- 5", "- SoftmaxWithLoss"), "4:7 RG2002 model.layers[0]", "must be a name"],
  [layers("- { Affine: 3, Relu: {} }", "- SoftmaxWithLoss"), "4:20 RG2002 model.layers[0].Relu", "one name"],
  [
    layers("- Relu: 3", "- SoftmaxWithLoss"),
    "4:13 RG2002 model.layers[0].Relu",
    "no main option that a lone value could set",
  ],
  [
    layers("- Affine: { unit: 3, units: 3 }", "- SoftmaxWithLoss"),
    "4:17 RG2003 model.layers[0].Affine.unit",
    "units, init, axis",
  ],
  [
    layers("- Affine: ten", "- SoftmaxWithLoss"),
    "4:15 RG2004 model.layers[0].Affine.units",
    "positive whole",
    '"ten"',
  ],
  [
    layers("- Affine: { units: 1.5 }", "- SoftmaxWithLoss"),
    "4:24 RG2004 model.layers[0].Affine.units",
    "got 1.5",
  ],
  [
    layers("- Affine:", "    units: -10", "- SoftmaxWithLoss"),
    "5:16 RG2004 model.layers[0].Affine.units",
    "got -10",
  ],
  [layers("- Affine", "- SoftmaxWithLoss"), "4:7 RG2005 model.layers[0]", '"units" is missing'],
  [layers("- Affine:", "- SoftmaxWithLoss"), "4:7 RG2005 model.layers[0].Affine", '"units" is missing'],
  [
    layers("- Affine: { units: 3, init: Normall }", "- SoftmaxWithLoss"),
    "4:33 RG2001 model.layers[0].Affine.init",
    "Normal",
  ],
  [
    layers("- Affine: { units: 3, init: { Normal: { std: -1 } } }", "- SoftmaxWithLoss"),
    "4:50 RG2004 model.layers[0].Affine.init.Normal.std",
    "number >= 0",
  ],
  [
    layers("- Affine: { units: 3, init: { He: {}, id: a } }", "- SoftmaxWithLoss"),
    "4:43 RG2003 model.layers[0].Affine.init.id",
    "only layers have one",
  ],
  [
    "model:\n  input: [4, 4]\n  layers:\n    - Relu\n    - SoftmaxWithLoss: { weights: [1, 2] }\n",
    "5:7 RG2006 model.layers[1]",
    "SoftmaxWithLoss1 after Relu1 [4, 4]",
  ],
  [
    layers("- SoftmaxWithLoss", "- Relu", "- SoftmaxWithLoss"),
    "4:7 RG2007 model.layers[0]",
    "must be the last",
  ],
  [layers("- Affine: 3"), "4:7 RG2007 model.layers[0]", "must be a loss"],
  [
    layers("- Relu", "- { Relu: {}, id: Relu1 }", "- SoftmaxWithLoss"),
    "5:23 RG2008 model.layers[1].id",
    "ids must be unique",
  ],
  [
    layers("- { Relu: {}, id: a b }", "- SoftmaxWithLoss"),
    "4:23 RG2004 model.layers[0].id",
    "letters, digits",
  ],
];
