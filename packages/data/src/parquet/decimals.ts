import type { FileMetaData, SchemaElement } from "hyparquet";

/** Whether a column has decimal numbers: whole numbers, all divided by the same power of ten. */
export function isDecimal({ converted_type, logical_type }: SchemaElement): boolean {
  return converted_type === "DECIMAL" || logical_type?.type === "DECIMAL";
}

/** The metadata, changed so that the whole numbers of a decimal column are read as stored. The library would multiply them by a
 *  power of ten with a rounding error: 7 tenths become 0.7000000000000001. */
export function withoutDecimals(metadata: FileMetaData, column: SchemaElement): FileMetaData {
  const { converted_type: _, logical_type: __, ...stored } = column;
  return { ...metadata, schema: metadata.schema.map((element) => (element === column ? stored : element)) };
}

/** The float64 number nearest to each decimal number, `unscaled / 10^scale`; null stays null.
 *  stored: numbers, big integers, or big-endian two's complement bytes.
 *  Source: https://github.com/apache/parquet-format/blob/master/LogicalTypes.md#decimal */
export function decimalNumbers(stored: ArrayLike<unknown>, scale: number): unknown[] {
  return Array.from(stored, (value) => {
    const digits = value instanceof Uint8Array ? signedInteger(value) : value;
    return typeof digits === "number" || typeof digits === "bigint" ? Number(`${digits}e-${scale}`) : digits;
  });
}

function signedInteger(bytes: Uint8Array): bigint {
  let value = 0n;
  for (const byte of bytes) value = value * 256n + BigInt(byte);
  return BigInt.asIntN(8 * bytes.length, value);
}
