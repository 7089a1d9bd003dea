import type { Prediction } from "@retrograd/node/command";
import { formatJson } from "../terminal/document.js";
import { type CsvStyle, csvLine } from "./csv-line.js";

/** Writes predictions block by block. */
export interface OutputFormat {
  /** The text before the first prediction. */
  readonly head: string;
  block(predictions: readonly Prediction[]): string;
  /** The text after the last prediction.
   *  @param warnings that were shown to the user */
  tail(warnings: readonly string[]): string;
}

/** CSV: a header with these columns, then a line for each prediction. */
export function csvFormat(columns: readonly string[], style: CsvStyle): OutputFormat {
  return {
    head: `${csvLine(columns, style)}\n`,
    block: (predictions) => predictions.map((one) => `${csvLine(cellsOf(one), style)}\n`).join(""),
    tail: () => "",
  };
}

function cellsOf(prediction: Prediction): readonly (string | number)[] {
  if (!("class" in prediction)) return [prediction.index, ...prediction.values.map(({ value }) => value)];
  const { index, step, class: name, probability } = prediction;
  return [index, ...(step === undefined ? [] : [step]), name, probability];
}

/** One document: `{ schema, path, predictions, warnings }`. */
export function documentFormat(path: string): OutputFormat {
  let isEmpty = true;
  return {
    head: `{\n  "schema": 1,\n  "path": ${formatJson(path)},\n  "predictions": [`,
    block(predictions) {
      const texts = predictions.map((one) => indent(formatJson(contentOf(one)), 4));
      const text = `${isEmpty ? "" : ","}\n${texts.join(",\n")}`;
      isEmpty = false;
      return text;
    },
    tail: (warnings) => `\n  ],\n  "warnings": ${indent(formatJson(warnings), 2).trimStart()}\n}\n`,
  };
}

function contentOf(prediction: Prediction): Readonly<Record<string, unknown>> {
  if ("class" in prediction) return { ...prediction };
  const { index, values } = prediction;
  return { index, values: Object.fromEntries(values.map(({ name, value }) => [name, value])) };
}

function indent(text: string, spaces: number): string {
  return text
    .split("\n")
    .map((line) => " ".repeat(spaces) + line)
    .join("\n");
}
