// Writes characters.csv: windows of the text for a model that predicts the next character.
//
//   node examples/rhyme/prepare.mjs
//
// A character is the index of it in the sorted list of all characters. A row has `steps` characters, x1, x2, ..., and for each of
// them the one after it, t1, t2, ... Rows follow each other in the text, so with `sampling: streams` a state can continue.

import { readFileSync, writeFileSync } from "node:fs";

const steps = 10;
const text = readFileSync(new URL("the-house-that-jack-built.txt", import.meta.url), "utf8");
const characters = [...new Set(text)].sort();
const codes = [...text].map((character) => characters.indexOf(character));

const names = (letter) => Array.from({ length: steps }, (_, i) => `${letter}${i + 1}`);
const rows = [[...names("x"), ...names("t")]];
for (let start = 0; start + steps < codes.length; start += steps)
  rows.push([...codes.slice(start, start + steps), ...codes.slice(start + 1, start + steps + 1)]);

writeFileSync(new URL("characters.csv", import.meta.url), `${rows.map((row) => row.join(",")).join("\n")}\n`);
process.stdout.write(`${rows.length - 1} rows of ${steps} characters, ${characters.length} different ones\n`);
