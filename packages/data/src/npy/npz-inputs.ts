import type { Rows } from "@retrograd/core";
import { checkValue, type InputFile, type ModelInputs } from "@retrograd/plugin";
import { memoryFile } from "../new-inputs/input-file.js";
import { npyInputs } from "./npy-inputs.js";
import { npzOptions } from "./options.js";
import { npzArray } from "./read-npz.js";

/** Reads the inputs in one array of an NPZ file: the array that had the inputs in training, or "x". x: [size]
 *  @throws RetrogradError E_DATA_FORMAT naming the file, and the element where one is wrong */
export async function* npzInputs(file: InputFile, model: ModelInputs): AsyncGenerator<Rows> {
  const { trained } = model;
  const options = trained?.type === "npz" ? checkValue(npzOptions, trained.options, []).value : undefined;
  const { content, name } = npzArray(await file.read(0, file.size), file.path, options?.x ?? "x");
  yield* npyInputs(memoryFile(content, name), model);
}
