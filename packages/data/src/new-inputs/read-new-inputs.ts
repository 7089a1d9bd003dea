import { formatShape, type Rows, type Shape, sizeOf } from "@retrograd/core";
import { checkValue } from "@retrograd/network";
import { isGzip } from "../compression/gzip.js";
import { type CsvOptions, csvOptions } from "../csv/options.js";
import { formatError } from "../format-error.js";
import { imagesOptions } from "../images/options.js";
import { jsonlOptions } from "../jsonl/options.js";
import { kindBytes, kindOfFile, otherKind } from "../kinds/kind-of-file.js";
import { npzOptions } from "../npy/options.js";
import { parquetOptions } from "../parquet/options.js";
import type { TableOptions } from "../table/options.js";
import type { NewInputsOptions } from "../table/trained-columns.js";

/** What a model takes, and how its training data were read: the type of the data set and its options. */
export interface ModelInputs extends Omit<NewInputsOptions, "trained"> {
  readonly trained?: { readonly type: string; readonly options: unknown };
}

/** Reads new inputs for a model, of any format that data are read from, told by the content: IDX, NPY, NPZ, Parquet, one PNG
 *  or JPEG, JSON Lines, else CSV as in training. x: [size]
 *  @throws RetrogradError E_DATA_FORMAT with file, row and column */
export async function readNewInputs(bytes: Uint8Array, name: string, model: ModelInputs): Promise<Rows> {
  const { trained, ...options } = model;
  const table = { ...options, ...trainedTable(trained) };
  // only those who read a format wait for its reader to load
  const kind = kindOfFile(bytes.subarray(0, kindBytes));
  // of gzip files only IDX is read
  const readBy = isGzip(bytes) ? "idx" : kind.readBy;
  if (readBy === undefined) throw otherKind(name, "a table, an array or an image", kind);
  switch (readBy) {
    case "idx": {
      const { readIdx } = await import("../idx/read-idx.js");
      return arrayRows(readIdx(bytes, name), name, model.size);
    }
    case "npy": {
      const { readNpy } = await import("../npy/read-npy.js");
      return arrayRows(readNpy(bytes, name), name, model.size);
    }
    case "npz": {
      const { openNpz } = await import("../npy/read-npz.js");
      return arrayRows(openNpz(bytes, name)(trainedArray(trained)), name, model.size);
    }
    case "parquet": {
      const { readParquetInputs } = await import("../parquet/read-parquet.js");
      return readParquetInputs(bytes, name, table);
    }
    case "image":
      return imageRow(bytes, name, model);
    case "jsonl": {
      const { readJsonlInputs } = await import("../jsonl/read-jsonl-inputs.js");
      return readJsonlInputs(bytes, name, table);
    }
    case "csv": {
      const { readCsvInputs } = await import("../csv/read-csv-inputs.js");
      return readCsvInputs(bytes, name, table);
    }
  }
}

/** Options of the table of the training; nothing where its data were none. */
function trainedTable(trained: ModelInputs["trained"]): {
  readonly trained?: TableOptions & Partial<CsvOptions>;
} {
  const schemas = { csv: csvOptions, jsonl: jsonlOptions, parquet: parquetOptions };
  if (trained === undefined) return {};
  const { type, options } = trained;
  if (type !== "csv" && type !== "jsonl" && type !== "parquet") return {};
  const { value } = checkValue<TableOptions & Partial<CsvOptions>>(schemas[type], options, []);
  return value === undefined ? {} : { trained: value };
}

/** The name that the inputs had in the archive of the training; "x" where there was none. */
function trainedArray(trained: ModelInputs["trained"]): string {
  const options = trained?.type === "npz" ? checkValue(npzOptions, trained.options, []).value : undefined;
  return options?.x ?? "x";
}

function arrayRows(
  { shape, values }: { readonly shape: Shape; readonly values: Rows["values"] },
  name: string,
  size: number,
): Rows {
  const [, ...itemShape] = shape;
  // one number a sample has no axis of its own
  if (shape.length === 0 || sizeOf(itemShape) !== size) {
    throw wrongSize(
      name,
      size,
      shape.length === 0 ? "a single number" : `inputs of ${formatShape(itemShape)}`,
    );
  }
  return { shape: [size], values };
}

/** One image, with the channels that its training gave all of them. */
async function imageRow(bytes: Uint8Array, name: string, { size, trained }: ModelInputs): Promise<Rows> {
  const [{ decodeImage }, { writePlanes }] = await Promise.all([
    import("../images/decode-image.js"),
    import("../images/picture.js"),
  ]);
  const picture = await decodeImage(bytes, name);
  const told = trained?.type === "images" ? checkValue(imagesOptions, trained.options, []).value : undefined;
  const channels = told?.channels === undefined ? picture.channels : told.channels === "grey" ? 1 : 3;
  const { width, height } = picture;
  if (channels * width * height !== size) {
    throw wrongSize(name, size, `an image of ${formatShape([channels, height, width])}`);
  }
  const values = new Uint8Array(size);
  writePlanes(picture, channels, values, 0);
  return { shape: [size], values };
}

function wrongSize(name: string, size: number, got: string) {
  return formatError(
    name,
    `the model takes inputs of ${size} ${size === 1 ? "number" : "numbers"}, got ${got}`,
  );
}
