import { formatShape, type Rows, sizeOf } from "@retrograd/core";
import { checkValue } from "@retrograd/network";
import { type CsvOptions, csvOptions } from "../csv/options.js";
import { formatError } from "../format-error.js";
import { jsonlOptions } from "../jsonl/options.js";
import type { TableOptions } from "../table/options.js";
import type { NewInputsOptions } from "../table/trained-columns.js";
import { kindOfFile } from "./kind-of-file.js";

/** What a model takes, and how its training data were read: the type of the data set and its options. */
export interface ModelInputs extends Omit<NewInputsOptions, "trained"> {
  readonly trained?: { readonly type: string; readonly options: unknown };
}

/** Reads new inputs for a model, of any format that data are read from, told by the content: IDX images, JSON Lines, else CSV
 *  as in training. x: [size]
 *  @throws RetrogradError E_DATA_FORMAT with file, row and column */
export async function readNewInputs(bytes: Uint8Array, name: string, model: ModelInputs): Promise<Rows> {
  const { trained, ...options } = model;
  switch (kindOfFile(bytes)) {
    case "idx": {
      const { readIdx } = await import("../idx/read-idx.js");
      return imageRows(readIdx(bytes, name), name, model.size);
    }
    case "jsonl": {
      const { readJsonlInputs } = await import("../jsonl/read-jsonl-inputs.js");
      return readJsonlInputs(bytes, name, { ...options, ...trainedTable(trained) });
    }
    case "csv": {
      const { readCsvInputs } = await import("../csv/read-csv-inputs.js");
      return readCsvInputs(bytes, name, { ...options, ...trainedTable(trained) });
    }
  }
}

/** Options of the table of the training; nothing where its data were none. */
function trainedTable(trained: ModelInputs["trained"]): {
  readonly trained?: TableOptions & Partial<CsvOptions>;
} {
  if (trained === undefined) return {};
  const { type, options } = trained;
  const schema = type === "csv" ? csvOptions : type === "jsonl" ? jsonlOptions : undefined;
  const value = schema && checkValue(schema, options, []).value;
  return value === undefined ? {} : { trained: value };
}

function imageRows(images: Rows, name: string, size: number): Rows {
  const { shape, values } = images;
  const [, ...itemShape] = shape;
  if (itemShape.length === 0 || sizeOf(itemShape) !== size) {
    const numbers = `${size} ${size === 1 ? "number" : "numbers"}`;
    throw formatError(name, `the model takes inputs of ${numbers}, got images ${formatShape(itemShape)}`);
  }
  return { shape: [size], values };
}
