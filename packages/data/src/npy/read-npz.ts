import { formatValue, type InputFile } from "@retrograd/plugin";
import { formatError } from "../format-error.js";
import { checkNoOtherKind } from "../kinds/kind-of-file.js";
import { memoryFile } from "../new-inputs/input-file.js";
import { shortened } from "../table/cells.js";
import { readZip, type ZipEntry } from "../zip/read-zip.js";
import type { NamedArray } from "./array-samples.js";
import { checkNpyLength, readNpyHeader } from "./npy-header.js";
import { readNpy } from "./read-npy.js";

/** Opens an NPZ file. The result reads an array by its name.
 *  @throws RetrogradError E_DATA_FORMAT when the archive is damaged */
export async function openNpz(
  bytes: Uint8Array,
  file: string,
): Promise<(array: string) => Promise<NamedArray>> {
  checkNoOtherKind(bytes, file, { readBy: "npz", what: "an NPZ file" });
  const entryOf = await npzEntries(memoryFile(bytes, file));
  return async (array) => {
    const name = `${file} (${array})`;
    const content = await entryOf(array).read((start, size) => {
      const header = readNpyHeader(start, name);
      if (header !== undefined) checkNpyLength(header, size, name);
      return header !== undefined;
    });
    return { ...readNpy(content, name), name };
  };
}

/** Reads the directory of an NPZ file. The result finds the NPY file of an array by its name.
 *  @throws RetrogradError E_DATA_FORMAT when the archive is damaged or does not have the array */
export async function npzEntries(file: InputFile): Promise<(array: string) => ZipEntry> {
  const entries = (await readZip(file)).filter(({ name }) => name.endsWith(".npy"));
  return (array) => {
    const entry = entries.find(({ name }) => name === `${array}.npy`);
    if (entry !== undefined) return entry;
    const arrays = entries.map(({ name }) => name.slice(0, -".npy".length));
    throw formatError(
      file.path,
      `there is no array ${formatValue(array)}. Known: ${arrays.slice(0, 20).map(shortened).join(", ") || "none"}${arrays.length > 20 ? ", ..." : ""}`,
    );
  };
}
