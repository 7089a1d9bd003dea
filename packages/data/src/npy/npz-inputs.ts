import type { Rows } from "@retrograd/core";
import { checkValue, type InputFile, type ModelInputs } from "@retrograd/plugin";
import { forwardFile } from "../new-inputs/forward-file.js";
import { inOneRow } from "../new-inputs/in-one-row.js";
import type { ZipEntry } from "../zip/read-zip.js";
import { npyInputs } from "./npy-inputs.js";
import { npzOptions } from "./options.js";
import { npzEntries } from "./read-npz.js";

/** Reads the inputs in an NPZ file block by block: the array or the arrays that had the inputs in training, or else the arrays
 *  with the names of several inputs, or "x". x: [size]
 *  @throws RetrogradError E_DATA_FORMAT naming the file, and the element where one is wrong */
export async function* npzInputs(file: InputFile, model: ModelInputs): AsyncGenerator<Rows> {
  const { trained, inputs } = model;
  const options = trained?.type === "npz" ? checkValue(npzOptions, trained.options, []).value : undefined;
  const arrays = options?.x ?? (inputs && Object.fromEntries(inputs.map(({ name }) => [name, name]))) ?? "x";
  const entryOf = await npzEntries(file);
  if (typeof arrays === "string") {
    yield* arrayInputs(file, { entry: entryOf(arrays), array: arrays }, model);
    return;
  }
  const { progress: _, ...quiet } = model;
  const parts = Object.entries(arrays).map(([name, array], k) => {
    const size = inputs === undefined ? model.size : (inputs.find((input) => input.name === name)?.size ?? 0);
    const rows = arrayInputs(file, { entry: entryOf(array), array }, { ...(k === 0 ? model : quiet), size });
    return { name: `${file.path} (${array})`, size, rows };
  });
  yield* inOneRow(parts, model.size);
}

async function* arrayInputs(
  file: InputFile,
  { entry, array }: { readonly entry: ZipEntry; readonly array: string },
  model: ModelInputs,
): AsyncGenerator<Rows> {
  const { progress } = model;
  const { size, pieces } = entry;
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
