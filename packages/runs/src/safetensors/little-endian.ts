const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** The bytes of numbers in little-endian order. On a little-endian machine (`native`) the result is a view and not a copy. */
export function littleEndianBytes(
  values: Float32Array | Float64Array,
  native: boolean = isLittleEndian,
): Uint8Array {
  if (native) return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const bytes = new Uint8Array(values.byteLength);
  const view = new DataView(bytes.buffer);
  for (const [i, value] of values.entries()) {
    if (values instanceof Float32Array) view.setFloat32(4 * i, value, true);
    else view.setFloat64(8 * i, value, true);
  }
  return bytes;
}
