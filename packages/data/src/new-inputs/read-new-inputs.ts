import { formatShape, RetrogradError, type Rows, sizeOf } from "@retrograd/core";
import {
  blame,
  type DatasetDefinition,
  type InputFile,
  type InputReader,
  type ModelInputs,
  nameWithPackage,
  type Registry,
} from "@retrograd/plugin";
import { kindBytes, kindOfFile, otherKind } from "../kinds/kind-of-file.js";
import { wrongSize } from "./array-rows.js";

/** Reads new inputs for a model, block by block, with the reader of the registry that recognises the file; where several do,
 *  with the last registered one. A block is valid until the next one is requested. x: [size]
 *  @throws RetrogradError E_DATA_FORMAT with file, row and column, or E_PLUGIN naming a reader whose code fails */
export async function* readNewInputs(
  file: InputFile,
  model: ModelInputs,
  registry: Registry,
): AsyncGenerator<Rows> {
  const bytes = await startAndEnd(file);
  // a plugin is registered after the built-in readers, of which csv accepts any text
  for (const definition of [...registry.datasets.values()].toReversed()) {
    const reader = definition.inputReader;
    if (reader === undefined) continue;
    try {
      if (!reader.recognises(bytes, file.path)) continue;
      yield* checkedRows(reader, file, model);
      return;
    } catch (error) {
      throw blameReader(registry, definition, error);
    }
  }
  throw otherKind(file.path, "a table, an array or an image", kindOfFile(bytes));
}

async function* checkedRows(reader: InputReader, file: InputFile, model: ModelInputs): AsyncGenerator<Rows> {
  const { size } = model;
  for await (const rows of reader.read(file, model)) {
    if (sizeOf(rows.shape) !== size) throw wrongSize(file.path, size, `inputs of ${formatShape(rows.shape)}`);
    if (rows.values.length % size !== 0) {
      throw new Error(`a block of ${rows.values.length} numbers is not a whole number of inputs of ${size}`);
    }
    yield rows;
  }
}

/** An error of the file as it is; any other is an error in the code of the reader. */
function blameReader(registry: Registry, definition: DatasetDefinition, error: unknown): RetrogradError {
  if (error instanceof RetrogradError) return error;
  return blame(nameWithPackage(registry, definition, `the reader ${definition.type}`), error);
}

/** The first bytes of a file, and the last: an archive has its names at the end. */
async function startAndEnd(file: InputFile): Promise<Uint8Array> {
  const start = await file.read(0, kindBytes);
  const end = await file.read(Math.max(start.length, file.size - kindBytes), kindBytes);
  if (end.length === 0) return start;
  const bytes = new Uint8Array(start.length + end.length);
  bytes.set(start);
  bytes.set(end, start.length);
  return bytes;
}
