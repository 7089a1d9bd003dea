import { defineDataset } from "@retrograd/plugin";
import { dataFile } from "../data-file.js";
import { isReadBy } from "../kinds/kind-of-file.js";
import { tableInputs } from "../table/trained-columns.js";
import { parquetOptions } from "./options.js";

/** A table in a Parquet file, one sample per row. x: [columns], t: class index, or values [targets]
 *  Inputs are numbers, true or false; classes are text, whole numbers, true or false. */
export const parquet = defineDataset({
  type: "parquet",
  summary: "A table in a Parquet file. One column is the target.",
  options: parquetOptions,
  async load(options, files) {
    const { path, bytes } = await files.read(options.path);
    // loaded only when a table is read
    const { readParquet } = await import("./read-parquet.js");
    return {
      name: options.path,
      ...(await readParquet(bytes, path, options)),
      files: [await dataFile(options.path, bytes)],
    };
  },
  inputReader: {
    recognises: isReadBy("parquet"),
    async *read(file, model) {
      const { parquetInputs } = await import("./parquet-inputs.js");
      yield* parquetInputs(file, tableInputs(model));
    },
  },
});
