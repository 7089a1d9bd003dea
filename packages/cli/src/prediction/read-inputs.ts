import { formatShape, RetrogradError, type Rows, sizeOf } from "@retrograd/core";
import { type CsvOptions, csvOptions, readCsvInputs, readIdx } from "@retrograd/data";
import { checkValue, resolveOrThrow } from "@retrograd/network";
import type { OpenedRun } from "../run/open-run.js";
import { formatNumberOf } from "../terminal/numbers.js";

/** New inputs for the model of a run, scaled as its training was: an IDX file of images, plain or gzipped, or CSV
 *  read as the table of the training, if that was one.
 *  @throws RetrogradError E_DATA_FORMAT naming file, line and column */
export function readInputs(bytes: Uint8Array, name: string, run: OpenedRun): Rows {
  const { record, network } = run;
  const { scaling, inputNames } = record.data;
  const size = sizeOf(network.input);
  const trained = csvOptionsOf(run);
  const rows = isIdx(bytes)
    ? readImages(bytes, name, size)
    : readCsvInputs(bytes, name, {
        size,
        ...(inputNames === undefined ? {} : { inputNames }),
        ...(trained === undefined ? {} : { trained }),
      });
  if (scaling.kind === "none") return rows;
  const applied = {
    offset: Float64Array.from(scaling.offset),
    divisor: Float64Array.from(scaling.divisor),
  };
  return { ...rows, scaling: applied };
}

/** How the table of the training was read; nothing where its data were no table of text. */
function csvOptionsOf({ opened }: OpenedRun): CsvOptions | undefined {
  const { data } = opened.spec.experiment;
  if (data === undefined) return undefined;
  const { definition, options } = resolveOrThrow(opened.registry, "datasets", data.dataset);
  return definition.type === "csv" ? checkValue(csvOptions, options, []).value : undefined;
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
      `${name}: the model takes inputs of ${formatNumberOf(size, "number")}, got images ${formatShape(itemShape)}`,
    );
  }
  return { shape: [size], values };
}
