/** The names and bytes of the tensors of a safetensors file, as a text. Two runs have the same tensors in their checkpoints, but
 *  other times in their metadata. */
export function tensorsOf(file: Uint8Array): string {
  const length = Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
  const { __metadata__: _state, ...tensors } = JSON.parse(
    new TextDecoder().decode(file.subarray(8, 8 + length)),
  );
  return `${JSON.stringify(tensors)} ${Buffer.from(file.subarray(8 + length)).toString("hex")}`;
}
