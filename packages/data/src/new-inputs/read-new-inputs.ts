import { formatShape, type Rows } from "@retrograd/core";
import { checkValue } from "@retrograd/plugin";
import { isGzip } from "../compression/gzip.js";
import { type CsvOptions, csvOptions } from "../csv/options.js";
import { imagesOptions } from "../images/options.js";
import { jsonlOptions } from "../jsonl/options.js";
import { kindBytes, kindOfFile, otherKind } from "../kinds/kind-of-file.js";
import { npzOptions } from "../npy/options.js";
import { parquetOptions } from "../parquet/options.js";
import type { TableOptions } from "../table/options.js";
import type { NewInputsOptions } from "../table/trained-columns.js";
import { wrongSize } from "./array-rows.js";
import { type InputFile, memoryFile } from "./input-file.js";

/** What a model takes, and how its training data were read: the type of the data set and its options. */
export interface ModelInputs extends Omit<NewInputsOptions, "trained"> {
  readonly trained?: { readonly type: string; readonly options: unknown };
}

/** Reads new inputs for a model, block by block, of any format that data are read from, told by the content: IDX, NPY, NPZ,
 *  Parquet, one PNG or JPEG, JSON Lines, else CSV as in training. A block is good until the next is asked for. x: [size]
 *  @throws RetrogradError E_DATA_FORMAT with file, row and column */
export async function* readNewInputs(file: InputFile, model: ModelInputs): AsyncGenerator<Rows> {
  const { trained, ...options } = model;
  const start = await file.read(0, kindBytes);
  // the names in an archive stand at its end
  const end = await file.read(Math.max(start.length, file.size - kindBytes), kindBytes);
  const kind = kindOfFile(joined(start, end));
  // of gzip files only IDX is read
  const readBy = isGzip(start) ? "idx" : kind.readBy;
  if (readBy === undefined) throw otherKind(file.path, "a table, an array or an image", kind);
  const table = { ...options, ...trainedTable(trained) };
  // only those who read a format wait for its reader to load
  switch (readBy) {
    case "idx":
      yield* (await import("../idx/idx-inputs.js")).idxInputs(file, options);
      break;
    case "npy":
      yield* (await import("../npy/npy-inputs.js")).npyInputs(file, options);
      break;
    case "npz":
      yield* npzInputs(file, model);
      break;
    case "parquet":
      yield* (await import("../parquet/parquet-inputs.js")).parquetInputs(file, table);
      break;
    case "image":
      yield await imageRow(file, model);
      break;
    case "jsonl":
      yield* (await import("../jsonl/jsonl-inputs.js")).jsonlInputs(file, table);
      break;
    case "csv":
      yield* (await import("../csv/csv-inputs.js")).csvInputs(file, table);
  }
}

function joined(start: Uint8Array, end: Uint8Array): Uint8Array {
  if (end.length === 0) return start;
  const bytes = new Uint8Array(start.length + end.length);
  bytes.set(start);
  bytes.set(end, start.length);
  return bytes;
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

/** The inputs in one array of an archive: the one that they were in the archive of the training, "x" where there was none. */
async function* npzInputs(file: InputFile, model: ModelInputs): AsyncGenerator<Rows> {
  const { trained } = model;
  const options = trained?.type === "npz" ? checkValue(npzOptions, trained.options, []).value : undefined;
  const [{ npzArray }, { npyInputs }] = await Promise.all([
    import("../npy/read-npz.js"),
    import("../npy/npy-inputs.js"),
  ]);
  const { content, name } = npzArray(await file.read(0, file.size), file.path, options?.x ?? "x");
  yield* npyInputs(memoryFile(content, name), model);
}

/** One image, with the channels that its training gave all of them. */
async function imageRow(file: InputFile, { size, trained }: ModelInputs): Promise<Rows> {
  const [{ decodeImage }, { writePlanes }] = await Promise.all([
    import("../images/decode-image.js"),
    import("../images/picture.js"),
  ]);
  const { path } = file;
  const picture = await decodeImage(await file.read(0, file.size), path);
  const options =
    trained?.type === "images" ? checkValue(imagesOptions, trained.options, []).value : undefined;
  const channels = options?.channels === undefined ? picture.channels : options.channels === "grey" ? 1 : 3;
  const { width, height } = picture;
  if (channels * width * height !== size) {
    throw wrongSize(path, size, `an image of ${formatShape([channels, height, width])}`);
  }
  const values = new Uint8Array(size);
  writePlanes(picture, channels, values, 0);
  return { shape: [size], values };
}
