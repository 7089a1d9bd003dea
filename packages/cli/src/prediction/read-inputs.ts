import { formatShape, RetrogradError, type Rows, sizeOf } from "@retrograd/core";
import { readIdx } from "@retrograd/data";
import type { OpenedRun } from "../run/open-run.js";
import { readInputTable } from "./read-input-table.js";

/** New inputs for the model of a run, scaled as its training was: an IDX file of images, plain or gzipped, or CSV.
 *  @throws RetrogradError E_DATA_FORMAT naming file, line and column */
export function readInputs(bytes: Uint8Array, name: string, { record, network }: OpenedRun): Rows {
  const { scaling, inputNames } = record.data;
  const size = sizeOf(network.input);
  const rows = isIdx(bytes)
    ? readImages(bytes, name, size)
    : readInputTable(bytes, { name, size, ...(inputNames === undefined ? {} : { inputNames }) });
  if (scaling.kind === "none") return rows;
  const applied = {
    offset: Float64Array.from(scaling.offset),
    divisor: Float64Array.from(scaling.divisor),
  };
  return { ...rows, scaling: applied };
}

function isIdx([first, second, third]: Uint8Array): boolean {
  const isGzip = first === 0x1f && second === 0x8b;
  return isGzip || (first === 0 && second === 0 && third === 8);
}

function readImages(bytes: Uint8Array, name: string, size: number): Rows {
  const { shape, values } = readIdx(bytes, name);
  const [, ...itemShape] = shape;
  if (itemShape.length === 0 || sizeOf(itemShape) !== size) {
    throw new RetrogradError(
      "E_DATA_FORMAT",
      `${name}: the model takes inputs of ${size} numbers, got images ${formatShape(itemShape)}`,
    );
  }
  return { shape: [size], values };
}
