import type { Rows } from "@retrograd/core";
import type { InputFile } from "@retrograd/plugin";
import { wholeLines } from "../csv/whole-lines.js";
import { formatError } from "../format-error.js";
import { piecesOf } from "../new-inputs/input-file.js";
import { typedCells } from "../table/cells.js";
import { inputRows } from "../table/input-rows.js";
import { maxLineLength } from "../table/plain-text.js";
import { namedColumns, type TableInputs } from "../table/trained-columns.js";
import { parseObjects } from "./parse-objects.js";

/** Reads inputs from one JSON object a line, piece by piece; keys that the training did not use are skipped. x: [size]
 *  @throws RetrogradError E_DATA_FORMAT with file, line and column */
export async function* jsonlInputs(file: InputFile, options: TableInputs): AsyncGenerator<Rows> {
  const { path } = file;
  const columns = namedColumns(path, options);
  const inputs = inputRows({ columns, cells: columns.length, reader: typedCells });
  let lines = 0;
  let hasInputs = false;
  const pieces = piecesOf(file, options);
  const cutting = {
    path,
    readBy: "jsonl" as const,
    lastEnd: (bytes: Uint8Array) => bytes.lastIndexOf(10) + 1,
    linesRead: () => lines,
    tooLong: () => `must have at most ${maxLineLength} bytes; does the file have one object per line?`,
  };
  for await (const text of wholeLines(pieces, cutting)) {
    parseObjects(text, { name: path, before: lines }, (object, place) => {
      hasInputs = true;
      inputs.sink.add(
        columns.map(({ name }) => (Object.hasOwn(object, name) ? object[name] : undefined)),
        place,
      );
    });
    for (let offset = text.indexOf(10); offset >= 0; offset = text.indexOf(10, offset + 1)) lines++;
    yield* inputs.take();
  }
  if (!hasInputs) throw formatError(path, "holds no inputs");
}
