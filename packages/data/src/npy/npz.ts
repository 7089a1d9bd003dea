import { defined } from "@retrograd/core";
import { defineDataset } from "@retrograd/plugin";
import { dataFile } from "../data-file.js";
import { isReadBy } from "../kinds/kind-of-file.js";
import { type ArrayNames, npzOptions } from "./options.js";

/** Inputs and targets as arrays in one NPZ file, as `numpy.savez` and `numpy.savez_compressed` write it. */
export const npz = defineDataset({
  type: "npz",
  summary: "Inputs and targets as arrays in one NPZ file, as numpy.savez writes it.",
  options: npzOptions,
  async load({ path: name, x, t, testX, testT, targets }, files) {
    const { path, bytes } = await files.read(name);
    const [{ openNpz }, { arraySamples }, { readArrays }] = await Promise.all([
      import("./read-npz.js"),
      import("./array-samples.js"),
      import("./join-arrays.js"),
    ]);
    const read = await openNpz(bytes, path);
    const pairOf = async (inputs: ArrayNames, target: string) => {
      const { array, parts } = await readArrays(inputs, read);
      return { x: array, t: await read(target), ...defined({ parts }) };
    };
    const train = await pairOf(x, t);
    const test = testX === undefined || testT === undefined ? undefined : await pairOf(testX, testT);
    return {
      name,
      ...arraySamples({ train, test, targets }),
      files: [await dataFile(name, bytes)],
    };
  },
  inputReader: {
    recognises: isReadBy("npz"),
    async *read(file, model) {
      const { npzInputs } = await import("./npz-inputs.js");
      yield* npzInputs(file, model);
    },
  },
});
