/** The tensors of a safetensors file, names and bytes, as a text. Of a checkpoint they must be the same each time; its metadata hold times. */
export function tensorsOf(file: Uint8Array): string {
  const length = Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
  const { __metadata__: _state, ...tensors } = JSON.parse(
    new TextDecoder().decode(file.subarray(8, 8 + length)),
  );
  return `${JSON.stringify(tensors)} ${Buffer.from(file.subarray(8 + length)).toString("hex")}`;
}
