/** The bytes of the kernels' import: "env", "memory", a memory (2) with a maximum (1). */
const memoryImport = [3, ...codes("env"), 6, ...codes("memory"), 2, 1];

function codes(text: string): readonly number[] {
  return Array.from(text, (letter) => letter.charCodeAt(0));
}

/** Makes the memory that a binary imports a shared one, in place: its limits' flag becomes 3 (maximum, shared).
 *  Source: WebAssembly core specification with threads, binary format, limits. */
export function markMemoryShared(binary: Uint8Array): void {
  const at = binary.findIndex((_, i) => memoryImport.every((byte, j) => binary[i + j] === byte));
  if (at >= 0) binary[at + memoryImport.length - 1] = 3;
}
