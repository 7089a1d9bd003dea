import { defineDataset } from "@retrograd/plugin";
import { dataFile } from "../data-file.js";
import { isReadBy } from "../kinds/kind-of-file.js";
import { openStream } from "../stored/open-stream.js";
import { tableInputs } from "../table/trained-columns.js";
import { csvOptions } from "./options.js";

/** Reads a table of text, one sample a line. x: [columns], t: class index, or values [targets]
 *  Inputs are numbers, strictly; classes are named as they are written, sorted by value where all are numbers. */
export const csv = defineDataset({
  type: "csv",
  summary: "A table of text, one sample a line, a column of which is the target.",
  options: csvOptions,
  async load(options, files) {
    const streamed = await openStream(options, files);
    if (streamed !== undefined) {
      const { streamCsv } = await import("./stream-csv.js");
      return streamCsv(streamed.file, options, streamed.store);
    }
    const { path, bytes } = await files.read(options.path);
    // only those who read a table wait for its reader to load
    const { readCsv } = await import("./read-csv.js");
    const table = readCsv(bytes, path, options);
    return { name: options.path, ...table, files: [await dataFile(options.path, bytes)] };
  },
  inputReader: {
    recognises: isReadBy("csv"),
    async *read(file, model) {
      const { csvInputs } = await import("./csv-inputs.js");
      yield* csvInputs(file, tableInputs(model));
    },
  },
});
