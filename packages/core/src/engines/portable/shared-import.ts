/** The bytes of the kernels' import: "env", "memory", a memory (2) with a maximum (1). */
const memoryImport = [3, ...codes("env"), 6, ...codes("memory"), 2, 1];

function codes(text: string): readonly number[] {
  return Array.from(text, (letter) => letter.charCodeAt(0));
}

/** Makes the imported memory of a binary shared, in place: the flag of its limits becomes 3 (maximum, shared).
 *  Source: WebAssembly core specification with threads, binary format, limits. */
export function markMemoryShared(binary: Uint8Array): void {
  const index = binary.findIndex((_, i) => memoryImport.every((byte, j) => binary[i + j] === byte));
  if (index >= 0) binary[index + memoryImport.length - 1] = 3;
}
