import type { Prediction } from "@retrograd/node/command";
import { formatJson } from "../terminal/document.js";
import { type CsvStyle, csvLine } from "./csv-line.js";

/** How predictions are written, block by block. */
export interface OutputFormat {
  /** Before the first prediction. */
  readonly head: string;
  block(predictions: readonly Prediction[]): string;
  /** After the last; `warnings`: what the user was told. */
  tail(warnings: readonly string[]): string;
}

/** A line of names, then a line for each prediction.
 *  names: of the values; none where the model tells classes */
export function csvFormat(names: readonly string[] | undefined, style: CsvStyle): OutputFormat {
  return {
    head: `${csvLine(["index", ...(names ?? ["class", "probability"])], style)}\n`,
    block: (predictions) => predictions.map((one) => `${csvLine(cellsOf(one), style)}\n`).join(""),
    tail: () => "",
  };
}

function cellsOf(prediction: Prediction): readonly (string | number)[] {
  return "class" in prediction
    ? [prediction.index, prediction.class, prediction.probability]
    : [prediction.index, ...prediction.values.map(({ value }) => value)];
}

/** One document: `{ schema, path, predictions, warnings }`. */
export function documentFormat(path: string): OutputFormat {
  let any = false;
  return {
    head: `{\n  "schema": 1,\n  "path": ${formatJson(path)},\n  "predictions": [`,
    block(predictions) {
      const texts = predictions.map((one) => indented(formatJson(contentOf(one)), 4));
      const text = `${any ? "," : ""}\n${texts.join(",\n")}`;
      any = true;
      return text;
    },
    tail: (warnings) => `\n  ],\n  "warnings": ${indented(formatJson(warnings), 2).trimStart()}\n}\n`,
  };
}

function contentOf(prediction: Prediction): Readonly<Record<string, unknown>> {
  if ("class" in prediction) return { ...prediction };
  const { index, values } = prediction;
  return { index, values: Object.fromEntries(values.map(({ name, value }) => [name, value])) };
}

function indented(text: string, spaces: number): string {
  return text
    .split("\n")
    .map((line) => " ".repeat(spaces) + line)
    .join("\n");
}
