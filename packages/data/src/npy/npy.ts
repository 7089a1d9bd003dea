import { defined } from "@retrograd/core";
import { type DataFile, type DataFiles, defineDataset } from "@retrograd/plugin";
import { dataFile } from "../data-file.js";
import { isReadBy } from "../kinds/kind-of-file.js";
import { type ArrayNames, npyOptions } from "./options.js";

/** Inputs and targets that NumPy saved, each in its own file. x: [numbers of an input], always one axis; t: class index, or
 *  values. */
export const npy = defineDataset({
  type: "npy",
  summary: "Inputs and targets in NPY files, as numpy.save writes them.",
  options: npyOptions,
  async load({ x, t, testX, testT, targets }, files) {
    const { arraySamples } = await import("./array-samples.js");
    const train = await readPair(x, t, files);
    const test = testX === undefined || testT === undefined ? undefined : await readPair(testX, testT, files);
    return {
      name: typeof x === "string" ? x : Object.values(x).join(", "),
      ...arraySamples({ train: train.arrays, test: test?.arrays, targets }),
      files: [...train.files, ...(test?.files ?? [])],
    };
  },
  inputReader: {
    recognises: isReadBy("npy"),
    async *read(file, model) {
      const { npyInputs } = await import("./npy-inputs.js");
      yield* npyInputs(file, model);
    },
  },
});

async function readPair(x: ArrayNames, t: string, files: DataFiles) {
  const [{ readNpy }, { readArrays }] = await Promise.all([
    import("./read-npy.js"),
    import("./join-arrays.js"),
  ]);
  const records: DataFile[] = [];
  const read = async (name: string) => {
    const { path, bytes } = await files.read(name);
    records.push(await dataFile(name, bytes));
    return { ...readNpy(bytes, path), name: path };
  };
  const { array, parts } = await readArrays(x, read);
  return { arrays: { x: array, t: await read(t), ...defined({ parts }) }, files: records };
}
