import { type DataFiles, defineDataset } from "@retrograd/plugin";
import { dataFile } from "../data-file.js";
import { isReadBy } from "../kinds/kind-of-file.js";
import { npyOptions } from "./options.js";

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
      name: x,
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

async function readPair(x: string, t: string, files: DataFiles) {
  const { readNpy } = await import("./read-npy.js");
  const pair = [await files.read(x), await files.read(t)];
  const [inputs, targets] = pair.map(({ path, bytes }) => ({ ...readNpy(bytes, path), name: path }));
  const records = [await dataFile(x, pair[0].bytes), await dataFile(t, pair[1].bytes)];
  return { arrays: { x: inputs, t: targets }, files: records };
}
