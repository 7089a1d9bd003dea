import { defineDataset } from "@retrograd/plugin";
import { dataFile } from "../data-file.js";
import { isReadBy } from "../kinds/kind-of-file.js";
import { openStream } from "../stored/open-stream.js";
import { tableInputs } from "../table/trained-columns.js";
import { csvOptions } from "./options.js";

/** A table of text, one sample per line. x: [columns], t: class index, or values [targets]
 *  Inputs must be numbers. Classes keep the spelling of the file and are sorted; by value if all of them are numbers. */
export const csv = defineDataset({
  type: "csv",
  summary: "A table of text, one sample per line. One column is the target.",
  options: csvOptions,
  async load(options, files) {
    const streamed = await openStream(options, files);
    if (streamed !== undefined) {
      const { streamCsv } = await import("./stream-csv.js");
      return streamCsv(streamed.file, options, streamed.createStore);
    }
    const { path, bytes } = await files.read(options.path);
    // loaded only when a table is read
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
