import type { Rows } from "@retrograd/core";
import { checkValue, type InputFile, type ModelInputs } from "@retrograd/plugin";
import { forwardFile } from "../new-inputs/forward-file.js";
import { npyInputs } from "./npy-inputs.js";
import { npzOptions } from "./options.js";
import { npzEntries } from "./read-npz.js";

/** Reads the inputs in one array of an NPZ file block by block: the array that had the inputs in training, or "x". x: [size]
 *  @throws RetrogradError E_DATA_FORMAT naming the file, and the element where one is wrong */
export async function* npzInputs(file: InputFile, model: ModelInputs): AsyncGenerator<Rows> {
  const { trained, progress } = model;
  const options = trained?.type === "npz" ? checkValue(npzOptions, trained.options, []).value : undefined;
  const array = options?.x ?? "x";
  const { size, pieces } = (await npzEntries(file))(array);
  const content = forwardFile(pieces(), { path: `${file.path} (${array})`, size });
  const { createRowStore } = file;
  yield* npyInputs(
    { ...content, forward: true, ...(createRowStore === undefined ? {} : { createRowStore }) },
    {
      ...model,
      // the archive is as far read as its array
      ...(progress === undefined
        ? {}
        : { progress: (bytes: number) => progress((file.size * bytes) / size) }),
    },
  );
}
