import { layers, model, type Row } from "./row.js";

const nested = (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`;
const list = (count: number, item: string) => `[${Array(count).fill(item).join(", ")}]`;

// as a shell, a template or another configuration language would fill it in
const hole = (name: string) => `\${${name}}`;

/** What can be wrong with the YAML itself. */
export const yamlRows: readonly Row[] = [
  ["", "1:1 RG1015", "no value"],
  ["# nothing\n\n", "1:1 RG1015", "no value"],
  ["---\n", "1:1 RG1015", "no value"],
  [`a: ${"x".repeat(262_144)}`, "1:1 RG1001", "262144", "got 262147"],
  ["\uFFFD\uFFFDm\0o\0", "1:1 RG1002", "UTF-16"],
  ["m\0o\0d\0", "1:1 RG1002", "UTF-16"],
  [`${model}name: a\0b\n`, "6:8 RG1003", "U+0000"],
  [`${model}name: a\u001b[2Jb\n`, "6:8 RG1003", "U+001B"],
  [`${model}a: ${nested(64)}`, "6:67 RG1004", "64"],
  [`${"[".repeat(200_000)}`, "1:65 RG1004", "64"],
  ["- ".repeat(100_000), "1:129 RG1004", "64"],
  [`${model}name: 'open\n`, "7:1 RG1005", "Missing closing 'quote"],
  [`${model}requires: [a, b\n`, "7:1 RG1005", "end with a ]"],
  [`${model}name: ${hole("NAME")}\n`, "6:7 RG1020 name", hole("NAME"), "--set name=VALUE"],
  [`${model}train: { epochs: $EPOCHS }\n`, "6:18 RG1020 train.epochs", "--set train.epochs=VALUE"],
  [`${model}train: { epochs: 1, batch: "{{ batch }}" }\n`, "6:28 RG1020 train.batch"],
  [`${model}data: { dataset: "%DATA%" }\n`, "6:18 RG1020 data.dataset"],
  [`${model}data: { dataset: "${hole("DIR:-/tmp")}/a" }\n`, "6:18 RG1020 data.dataset"],
  [layers(`- Affine: ${hole("{ vars.units }")}`, "- SoftmaxWithLoss"), "4:15 RG1020 model.layers[0].Affine"],
  [`${model}train: { epochs: ${hole("EPOCHS")} }\n`, "6:19 RG1005", "variables are not replaced"],
  [`${model}name: a: b\n`, "6:7 RG1005", "put quotes around a text"],
  ["model:\n  input: [4]\n layers: []\n", "3:1 RG1005", "same column"],
  [`${model}name: "C:\\Users\\me\\train.csv"\n`, "6:10 RG1005", "write a path in single quotes"],
  [`${model}name: "data\\digits"\n`, "6:12 RG1005", "or with /"],
  [`${model}name: @home\n`, "6:7 RG1005", "reserved character"],
  [`${model}name: "\\q"\n`, "6:8 RG1005", "escape"],
  ["model:\n\tinput: [4]\n", "2:1 RG1006", "spaces"],
  [`${model}seed: 1\nseed: 2\n`, "7:1 RG1007 seed", '"seed"', "duplicate", "line 6"],
  [
    layers("- Affine: { units: 3, units: 4 }", "- SoftmaxWithLoss"),
    "4:27 RG1007 model.layers[0].Affine.units",
  ],
  [`${model}---\nseed: 2\n`, "6:1 RG1008", "one document"],
  [`${model}...\nseed: 2\n`, "7:1 RG1008", "one document"],
  [`${model}requires: ${list(101, "&a x")}\n`, "6:612 RG1009", "100 anchors"],
  [`${model}name: &a x\nrequires: ${list(101, "*a")}\n`, "7:412 RG1009", "100 aliases"],
  [`${model}name: *other\n`, "6:7 RG1010 name", "no earlier value", "&other"],
  [`${model}requires: &a [*a]\n`, "6:15 RG1010 requires[0]", "contains it"],
  [`${model}name: !code x\n`, "6:13 RG1011 name", "tags"],
  [`${model}name: !!str 1\n`, "6:13 RG1011 name", "tags"],
  [`%YAML 1.1\n---\n${model}`, "1:1 RG1012", "%YAML 1.1"],
  [`%TAG ! tag:x,2000:\n---\n${model}`, "1:1 RG1012", "%TAG"],
  [`${model}1: 2\n`, "6:1 RG1013", "text"],
  [`${model}[a]: 2\n`, "6:1 RG1013", "text"],
  [`${model}true: 2\n`, "6:1 RG1013", "text"],
  [`${model}__proto__: { seed: 2 }\n`, "6:1 RG1014 __proto__", "__proto__"],
  [
    layers("- Affine: { units: 3, __proto__: {} }", "- SoftmaxWithLoss"),
    "4:27 RG1014 model.layers[0].Affine.__proto__",
  ],
  [`${model}<<: { seed: 2 }\n`, "6:1 RG1016 <<", "merge"],
];
