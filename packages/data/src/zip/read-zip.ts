import { formatValue } from "@retrograd/plugin";
import { crc32, formatCrc } from "../compression/crc32.js";
import { inflateExactly } from "../compression/inflate.js";
import { formatError } from "../format-error.js";

/** A file in a zip archive. */
export interface ZipEntry {
  readonly name: string;
  /** The inflated size in bytes that the archive claims. */
  readonly size: number;
  /** Reads its content and checks the CRC.
   *  `check` gets its first bytes and its size, like that of `inflateExactly`.
   *  @throws RetrogradError E_DATA_FORMAT naming the archive and the entry */
  read(check?: (start: Uint8Array, size: number) => boolean): Uint8Array;
}

/** An entry in the directory of an archive. */
interface Record {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  /** Compressed size in bytes. */
  readonly packed: number;
  readonly size: number;
  /** Offset of its local header. */
  readonly offset: number;
}

const [endLength, recordLength, localLength] = [22, 46, 30];
const [endMark, recordMark, localMark] = [0x06054b50, 0x02014b50, 0x04034b50];

/** Reads the directory of a zip archive: files that are stored or deflated, not encrypted, below 4 GiB, and do not overlap. A
 *  file is inflated only when it is read. Source: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 *  @throws RetrogradError E_DATA_FORMAT when the archive is damaged or has a duplicate entry */
export function readZip(bytes: Uint8Array, name: string): readonly ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const records = readDirectory(view, name);
  const names = new Set<string>();
  let lastEnd = 0;
  for (const record of records.toSorted((a, b) => a.offset - b.offset)) {
    if (names.has(record.name)) throw formatError(name, `has ${formatValue(record.name)} twice`);
    names.add(record.name);
    // overlapping entries could inflate the same few bytes many times
    if (record.offset < lastEnd)
      throw formatError(name, `is damaged: ${formatValue(record.name)} overlaps another entry`);
    lastEnd = dataOf(view, record, name).end;
  }
  return records.map((record) => entryOf(view, record, name));
}

function readDirectory(view: DataView, name: string): readonly Record[] {
  const end = findEnd(view, name);
  const [disk, firstDisk, onDisk, count] = [4, 6, 8, 10].map((offset) => view.getUint16(end + offset, true));
  const [size, start] = [view.getUint32(end + 12, true), view.getUint32(end + 16, true)];
  if (disk !== 0 || firstDisk !== 0 || onDisk !== count)
    throw formatError(name, "must be a zip archive in a single file");
  if (count === 0xffff || size === 0xffffffff || start === 0xffffffff) {
    throw formatError(name, "is damaged, or too large: a zip archive must be below 4 GiB");
  }
  if (start + size !== end)
    throw formatError(name, "is damaged: its directory is not where its end record says");
  const records: Record[] = [];
  let position = start;
  while (records.length < count) {
    if (position + recordLength > end || view.getUint32(position, true) !== recordMark) {
      throw formatError(name, `is damaged: its directory must have ${count} entries, got ${records.length}`);
    }
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) =>
      view.getUint16(position + offset, true),
    );
    const next = position + recordLength + nameLength + extraLength + commentLength;
    if (next > end) throw formatError(name, "is damaged: its directory goes beyond its end");
    const entry = textOf(view, position + recordLength, nameLength);
    if (view.getUint16(position + 8, true) & 1)
      throw formatError(name, `must not be encrypted, as ${formatValue(entry)} is`);
    records.push({
      name: entry,
      method: view.getUint16(position + 10, true),
      crc: view.getUint32(position + 16, true),
      packed: view.getUint32(position + 20, true),
      size: view.getUint32(position + 24, true),
      offset: view.getUint32(position + 42, true),
    });
    position = next;
  }
  if (position !== end) throw formatError(name, `is damaged: its directory has more than ${count} entries`);
  return records;
}

/** The offset of the end record: it is last, except for a comment, whose length it has. */
function findEnd(view: DataView, name: string): number {
  const first = Math.max(0, view.byteLength - endLength - 0xffff);
  for (let offset = view.byteLength - endLength; offset >= first; offset--) {
    const fits = offset + endLength + view.getUint16(offset + 20, true) === view.byteLength;
    if (fits && view.getUint32(offset, true) === endMark) return offset;
  }
  throw formatError(name, "is truncated, or not a zip archive: it has no end record");
}

/** The range of an entry's bytes. Its local header must have the same name as the directory. */
function dataOf(view: DataView, { name: entry, offset, packed }: Record, name: string) {
  const damaged = () =>
    formatError(name, `is damaged: ${formatValue(entry)} is not where its directory says`);
  if (offset + localLength > view.byteLength || view.getUint32(offset, true) !== localMark) throw damaged();
  const [nameLength, extraLength] = [26, 28].map((field) => view.getUint16(offset + field, true));
  const start = offset + localLength + nameLength + extraLength;
  const end = start + packed;
  if (end > view.byteLength || textOf(view, offset + localLength, nameLength) !== entry) throw damaged();
  return { start, end };
}

function entryOf(view: DataView, record: Record, archive: string): ZipEntry {
  const { size, method, packed, crc } = record;
  const name = `${archive} (${record.name})`;
  return {
    name: record.name,
    size,
    read(check) {
      const { start } = dataOf(view, record, archive);
      const data = new Uint8Array(view.buffer, view.byteOffset + start, packed);
      if (method !== 0 && method !== 8) {
        throw formatError(name, `must be stored or deflated (method 0 or 8), got method ${method}`);
      }
      if (method === 0 && packed !== size) {
        throw formatError(name, `is damaged: its ${packed} bytes are stored, but its size is ${size}`);
      }
      if (method === 0) check?.(data, size);
      const content =
        method === 0
          ? data
          : inflateExactly(data, { name, claimed: size, claimant: "its archive", ...(check && { check }) });
      const got = crc32(content);
      if (got !== crc)
        throw formatError(name, `is damaged: its CRC must be ${formatCrc(crc)}, got ${formatCrc(got)}`);
      return content;
    },
  };
}

function textOf(view: DataView, offset: number, length: number): string {
  return new TextDecoder().decode(
    new Uint8Array(view.buffer, view.byteOffset + offset, Math.min(length, view.byteLength - offset)),
  );
}
