import { defineDataset } from "@retrograd/plugin";
import { dataFile } from "../data-file.js";
import { noOptions } from "../no-options.js";

const pixels = 64;
const zero = "0".charCodeAt(0);
const nine = "9".charCodeAt(0);
const ten = "a".charCodeAt(0);

/** The value of one character: 0 to 9, then a = 10 to g = 16. */
function pixelOf(code: number): number {
  return code <= nine ? code - zero : code - ten + 10;
}

/** Handwritten digits of 8 x 8 pixels from 0 to 16, 1,797 samples. x: bytes [64], t: class index
 *  Source: E. Alpaydin, C. Kaynak, UCI Machine Learning Repository, 1998. */
export const digits = defineDataset({
  type: "digits",
  summary:
    "Handwritten digits, 8 x 8 pixels from 0 to 16: 1,797 samples, 10 classes. Ships with the package.",
  options: noOptions,
  async load() {
    const { text } = await import("../embedded/digits.js");
    const lines = text.split("\n");
    const x = new Uint8Array(lines.length * pixels);
    const t = new Uint8Array(lines.length);
    for (const [i, line] of lines.entries()) {
      for (let j = 0; j < pixels; j++) x[i * pixels + j] = pixelOf(line.charCodeAt(j));
      t[i] = pixelOf(line.charCodeAt(pixels));
    }
    return {
      name: "digits",
      targets: "classes",
      targetNames: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
      maximum: 16,
      samples: { all: { x: { shape: [pixels], values: x }, t: { shape: [], values: t } } },
      files: [await dataFile("@retrograd/data: digits", new TextEncoder().encode(text))],
    };
  },
});
