import { defineDataset } from "@retrograd/plugin";
import { dataFile } from "../data-file.js";
import { isReadBy } from "../kinds/kind-of-file.js";
import { tableInputs } from "../table/trained-columns.js";
import { jsonlOptions } from "./options.js";

/** JSON Lines: one object per line, one sample per object. x: [columns], t: class index, or values [targets]
 *  Inputs are numbers, true or false; classes are text, whole numbers, true or false. */
export const jsonl = defineDataset({
  type: "jsonl",
  summary: "A table of JSON objects, one per line. One key is the target.",
  options: jsonlOptions,
  async load(options, files) {
    const { path, bytes } = await files.read(options.path);
    // loaded only when a table is read
    const { readJsonl } = await import("./read-jsonl.js");
    return {
      name: options.path,
      ...readJsonl(bytes, path, options),
      files: [await dataFile(options.path, bytes)],
    };
  },
  inputReader: {
    recognises: isReadBy("jsonl"),
    async *read(file, model) {
      const { jsonlInputs } = await import("./jsonl-inputs.js");
      yield* jsonlInputs(file, tableInputs(model));
    },
  },
});
