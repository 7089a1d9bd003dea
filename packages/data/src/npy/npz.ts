import { defineDataset } from "@retrograd/plugin";
import { dataFile } from "../data-file.js";
import { isReadBy } from "../kinds/kind-of-file.js";
import { npzOptions } from "./options.js";

/** Inputs and targets as arrays in one NPZ file, as `numpy.savez` and `numpy.savez_compressed` write it. */
export const npz = defineDataset({
  type: "npz",
  summary: "Inputs and targets as arrays in one NPZ file, as numpy.savez writes it.",
  options: npzOptions,
  async load({ path: name, x, t, testX, testT, targets }, files) {
    const { path, bytes } = await files.read(name);
    const [{ openNpz }, { arraySamples }] = await Promise.all([
      import("./read-npz.js"),
      import("./array-samples.js"),
    ]);
    const read = await openNpz(bytes, path);
    const train = { x: await read(x), t: await read(t) };
    const test =
      testX === undefined || testT === undefined ? undefined : { x: await read(testX), t: await read(testT) };
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
