import { argumentError, RetrogradError, type Shape, sizeOf } from "@retrograd/core";
import { z } from "zod";
import { outerKeys } from "./json-keys.js";
import { littleEndianBytes } from "./little-endian.js";

/** An array of a safetensors file with its name and shape. */
export interface NamedArray {
  readonly name: string;
  readonly shape: Shape;
  readonly values: Float32Array | Float64Array;
}

const maxHeaderLength = 100_000_000;
const utf8 = new TextEncoder();

const tensorSchema = z.strictObject({
  dtype: z.enum(["F32", "F64"]),
  shape: z.array(z.int().nonnegative()),
  data_offsets: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
});
const metadataSchema = z.record(z.string(), z.string()).default({});
const headerSchema = z.record(z.string(), z.unknown());

/** Encodes arrays as a safetensors file: the length of the header as a little-endian u64, the header as JSON padded to 8 bytes,
 *  then the numbers in little-endian order without gaps. The same arrays give the same bytes.
 *  Source: https://huggingface.co/docs/safetensors */
export function encodeSafetensors(
  arrays: readonly NamedArray[],
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let end = 0;
  for (const { name, shape, values } of arrays) {
    const start = end;
    end += values.byteLength;
    header[name] = {
      dtype: values instanceof Float32Array ? "F32" : "F64",
      shape,
      data_offsets: [start, end],
    };
  }
  const text = utf8.encode(JSON.stringify(header));
  const headerLength = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(8 + headerLength + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerLength), true);
  bytes.fill(0x20, 8, 8 + headerLength);
  bytes.set(text, 8);
  let offset = 8 + headerLength;
  for (const { values } of arrays) {
    bytes.set(littleEndianBytes(values), offset);
    offset += values.byteLength;
  }
  return bytes;
}

/** The content of a safetensors file. */
export interface SafetensorsFile {
  readonly metadata: ReadonlyMap<string, string>;
  readonly arrays: readonly NamedArray[];
}

/** Decodes the arrays of a safetensors file. Every length is checked before memory is allocated.
 *  @throws RetrogradError E_RUN with `source`, the name of the file, and what is wrong with it */
export function decodeSafetensors(bytes: Uint8Array, source: string): readonly NamedArray[] {
  return openSafetensors(bytes, source).arrays;
}

/** Decodes a safetensors file with the metadata of its header.
 *  @throws RetrogradError E_RUN like `decodeSafetensors` */
export function openSafetensors(bytes: Uint8Array, source: string): SafetensorsFile {
  if (!(bytes instanceof Uint8Array)) throw argumentError(source, "bytes", "a Uint8Array", bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 8) throw broken(source, `a file of ${bytes.length} bytes is too short for a header`);
  const headerLength = Number(view.getBigUint64(0, true));
  if (headerLength > Math.min(maxHeaderLength, bytes.length - 8)) {
    throw broken(source, `the header claims ${headerLength} bytes, the file has ${bytes.length - 8}`);
  }
  const { metadata, header } = parseHeader(bytes.subarray(8, 8 + headerLength), source);
  const dataStart = 8 + headerLength;
  let expected = 0;
  const sorted = header.toSorted((a, b) => a.data_offsets[0] - b.data_offsets[0]);
  for (const { name, dtype, shape, data_offsets } of sorted) {
    const [from, to] = data_offsets;
    const size = sizeOf(shape) * (dtype === "F32" ? 4 : 8);
    if (from !== expected || to - from !== size) {
      throw broken(source, `${name} must take bytes ${expected} to ${expected + size}, got ${from} to ${to}`);
    }
    expected = to;
  }
  if (dataStart + expected !== bytes.length) {
    throw broken(
      source,
      `the arrays take ${expected} bytes, the file has ${bytes.length - dataStart} for them`,
    );
  }
  const arrays = header.map(({ name, dtype, shape, data_offsets }) => {
    const read = (i: number) =>
      dtype === "F32"
        ? view.getFloat32(dataStart + data_offsets[0] + 4 * i, true)
        : view.getFloat64(dataStart + data_offsets[0] + 8 * i, true);
    const values = dtype === "F32" ? new Float32Array(sizeOf(shape)) : new Float64Array(sizeOf(shape));
    for (let i = 0; i < values.length; i++) values[i] = read(i);
    return { name, shape, values };
  });
  return { metadata, arrays };
}

type TensorHeader = z.infer<typeof tensorSchema> & { readonly name: string };

interface Header {
  readonly metadata: ReadonlyMap<string, string>;
  readonly header: readonly TensorHeader[];
}

function parseHeader(bytes: Uint8Array, source: string): Header {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    const header = headerSchema.parse(JSON.parse(text));
    const names = new Set<string>();
    for (const name of outerKeys(text)) {
      if (names.has(name)) throw broken(source, `the header names ${JSON.stringify(name)} twice`);
      names.add(name);
    }
    const { __metadata__, ...tensors } = header;
    return {
      metadata: new Map(Object.entries(metadataSchema.parse(__metadata__))),
      header: Object.entries(tensors).map(([name, value]) => ({ name, ...tensorSchema.parse(value) })),
    };
  } catch (error) {
    if (error instanceof RetrogradError) throw error;
    throw broken(source, "the header is not that of a file of F32 and F64 arrays", error);
  }
}

function broken(source: string, what: string, cause?: unknown): RetrogradError {
  return new RetrogradError("E_RUN", `${source}: not a whole safetensors file: ${what}`, { cause });
}
