/** A wrong text, what comes of it as `line:column code path`, and words of the message. */
export type Row = readonly [text: string, expected: string, ...words: string[]];

/** Lines 1 to 5 of most wrong texts: a model that nothing is wrong with. */
export const model = "model:\n  input: [4]\n  layers:\n    - Affine: 3\n    - SoftmaxWithLoss\n";

/** A model of these layers, which begin in line 4, column 5. */
export const layers = (...lines: string[]) =>
  `model:\n  input: [4]\n  layers:\n${lines.map((line) => `    ${line}\n`).join("")}`;

/** The model and a section whose lines begin in line 7, column 3. */
const section = (name: string, ...lines: string[]) =>
  `${model}${name}:\n${lines.map((line) => `  ${line}\n`).join("")}`;

/** The section `train` after the model. */
export const train = (...lines: string[]) => section("train", ...lines);

/** The section `data` after the model. */
export const data = (...lines: string[]) => section("data", ...lines);
