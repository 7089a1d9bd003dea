import { closeSync, openSync, writeSync } from "node:fs";
import { philoxStreams } from "@retrograd/core";

const columns = 20;
const classes = ["setosa", "versicolor", "virginica"];
// lines that are made up; then they come again
const different = 20_000;

/** Writes a CSV file of at least so many bytes: columns of numbers with four digits after the point, and a class. */
export function writeTable(path: string, bytes: number): void {
  const rng = philoxStreams(0).stream("bench");
  const names = Array.from({ length: columns }, (_, column) => `x${column}`);
  const lines = Array.from({ length: different }, () => {
    const numbers = names.map(() => (100 * rng.uniform() - 50).toFixed(4));
    return `${numbers.join(",")},${classes[Math.floor(3 * rng.uniform())]}\n`;
  });
  const block = Buffer.from(lines.join(""));
  const file = openSync(path, "w");
  let size = writeSync(file, `${names.join(",")},class\n`);
  while (size < bytes) size += writeSync(file, block);
  closeSync(file);
}
