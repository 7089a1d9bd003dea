import { formatValue } from "@retrograd/plugin";
import { formatError } from "../format-error.js";
import { checkNoOtherKind } from "../kinds/kind-of-file.js";
import { shortened } from "../table/cells.js";
import { readZip, type ZipEntry } from "../zip/read-zip.js";
import type { NamedArray } from "./array-samples.js";
import { checkNpyLength, readNpyHeader } from "./npy-header.js";
import { readNpy } from "./read-npy.js";

/** Opens an NPZ file. The result reads an array by its name.
 *  @throws RetrogradError E_DATA_FORMAT when the archive is damaged */
export function openNpz(bytes: Uint8Array, file: string): (array: string) => NamedArray {
  checkNoOtherKind(bytes, file, { readBy: "npz", what: "an NPZ file" });
  const entryOf = entriesOf(bytes, file);
  return (array) => {
    const { content, name } = contentOf(entryOf(array), file, array);
    return { ...readNpy(content, name), name };
  };
}

/** The NPY file of one array in an NPZ file, and its name for errors.
 *  @throws RetrogradError E_DATA_FORMAT when the archive is damaged or does not have the array */
export function npzArray(bytes: Uint8Array, file: string, array: string) {
  return contentOf(entriesOf(bytes, file)(array), file, array);
}

function entriesOf(bytes: Uint8Array, file: string): (array: string) => ZipEntry {
  const entries = readZip(bytes, file).filter(({ name }) => name.endsWith(".npy"));
  return (array) => {
    const entry = entries.find(({ name }) => name === `${array}.npy`);
    if (entry !== undefined) return entry;
    const arrays = entries.map(({ name }) => name.slice(0, -".npy".length));
    throw formatError(
      file,
      `there is no array ${formatValue(array)}. Known: ${arrays.slice(0, 20).map(shortened).join(", ") || "none"}${arrays.length > 20 ? ", ..." : ""}`,
    );
  };
}

function contentOf(entry: ZipEntry, file: string, array: string) {
  const name = `${file} (${array})`;
  const content = entry.read((start, size) => {
    const header = readNpyHeader(start, name);
    if (header !== undefined) checkNpyLength(header, size, name);
    return header !== undefined;
  });
  return { content, name };
}
