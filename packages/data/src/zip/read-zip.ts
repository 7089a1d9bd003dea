import { formatValue, type InputFile } from "@retrograd/plugin";
import { crc32, formatCrc } from "../compression/crc32.js";
import { type CheckStart, inflateExactly, inflatePieces } from "../compression/inflate.js";
import { formatError } from "../format-error.js";
import { piecesOf, rangeOf } from "../new-inputs/input-file.js";

/** A file in a zip archive. */
export interface ZipEntry {
  readonly name: string;
  /** The inflated size in bytes that the archive claims. */
  readonly size: number;
  /** Reads its content into memory and checks the CRC.
   *  `check` gets its first bytes and its size, like that of `inflateExactly`.
   *  @throws RetrogradError E_DATA_FORMAT naming the archive and the entry */
  read(check?: CheckStart): Promise<Uint8Array>;
  /** Reads its content piece by piece. The size and the CRC are checked at the end.
   *  @throws RetrogradError E_DATA_FORMAT naming the archive and the entry */
  pieces(): AsyncGenerator<Uint8Array>;
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
export async function readZip(file: InputFile): Promise<readonly ZipEntry[]> {
  const { path: name } = file;
  const records = await readDirectory(file);
  const names = new Set<string>();
  const entries = new Map<Record, ZipEntry>();
  let lastEnd = 0;
  for (const record of records.toSorted((a, b) => a.offset - b.offset)) {
    if (names.has(record.name)) throw formatError(name, `has ${formatValue(record.name)} twice`);
    names.add(record.name);
    // overlapping entries could inflate the same few bytes many times
    if (record.offset < lastEnd)
      throw formatError(name, `is damaged: ${formatValue(record.name)} overlaps another entry`);
    const start = await startOf(file, record);
    lastEnd = start + record.packed;
    entries.set(record, entryOf(file, record, start));
  }
  return records.flatMap((record) => entries.get(record) ?? []);
}

async function readDirectory(file: InputFile): Promise<readonly Record[]> {
  const { path: name } = file;
  const { view: endView, position: endPosition, offset: end } = await findEnd(file);
  const [disk, firstDisk, onDisk, count] = [4, 6, 8, 10].map((field) =>
    endView.getUint16(endPosition + field, true),
  );
  const [size, start] = [
    endView.getUint32(endPosition + 12, true),
    endView.getUint32(endPosition + 16, true),
  ];
  if (disk !== 0 || firstDisk !== 0 || onDisk !== count)
    throw formatError(name, "must be a zip archive in a single file");
  if (count === 0xffff || size === 0xffffffff || start === 0xffffffff) {
    throw formatError(name, "is damaged, or too large: a zip archive must be below 4 GiB");
  }
  if (start + size !== end)
    throw formatError(name, "is damaged: its directory is not where its end record says");
  const view = viewOf(await file.read(start, size));
  const records: Record[] = [];
  let position = 0;
  while (records.length < count) {
    if (position + recordLength > view.byteLength || view.getUint32(position, true) !== recordMark) {
      throw formatError(name, `is damaged: its directory must have ${count} entries, got ${records.length}`);
    }
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) =>
      view.getUint16(position + offset, true),
    );
    const next = position + recordLength + nameLength + extraLength + commentLength;
    if (next > view.byteLength) throw formatError(name, "is damaged: its directory goes beyond its end");
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
  if (position !== view.byteLength)
    throw formatError(name, `is damaged: its directory has more than ${count} entries`);
  return records;
}

/** Finds the end record: it is last, except for a comment, whose length it has. offset: of the record in the file */
async function findEnd(file: InputFile): Promise<{ view: DataView; position: number; offset: number }> {
  const first = Math.max(0, file.size - endLength - 0xffff);
  const view = viewOf(await file.read(first, file.size - first));
  for (let position = view.byteLength - endLength; position >= 0; position--) {
    const fits = position + endLength + view.getUint16(position + 20, true) === view.byteLength;
    if (fits && view.getUint32(position, true) === endMark)
      return { view, position, offset: first + position };
  }
  throw formatError(file.path, "is truncated, or not a zip archive: it has no end record");
}

/** The offset of an entry's bytes. Its local header must have the same name as the directory. */
async function startOf(file: InputFile, { name: entry, offset, packed }: Record): Promise<number> {
  const view = viewOf(await file.read(offset, localLength + 0xffff));
  const damaged = () =>
    formatError(file.path, `is damaged: ${formatValue(entry)} is not where its directory says`);
  if (view.byteLength < localLength || view.getUint32(0, true) !== localMark) throw damaged();
  const [nameLength, extraLength] = [26, 28].map((field) => view.getUint16(field, true));
  const start = offset + localLength + nameLength + extraLength;
  if (start + packed > file.size || textOf(view, localLength, nameLength) !== entry) throw damaged();
  return start;
}

function entryOf(
  file: InputFile,
  { name: entry, size, method, packed, crc }: Record,
  start: number,
): ZipEntry {
  const name = `${file.path} (${entry})`;
  const data = rangeOf(file, { path: name, start, size: packed });
  const checkMethod = () => {
    if (method !== 0 && method !== 8)
      throw formatError(name, `must be stored or deflated (method 0 or 8), got method ${method}`);
    if (method === 0 && packed !== size)
      throw formatError(name, `is damaged: its ${packed} bytes are stored, but its size is ${size}`);
  };
  const checkCrc = (got: number) => {
    if (got !== crc)
      throw formatError(name, `is damaged: its CRC must be ${formatCrc(crc)}, got ${formatCrc(got)}`);
  };
  const claim = { name, claimed: size, claimant: "its archive" };
  return {
    name: entry,
    size,
    async read(check) {
      checkMethod();
      const bytes = await data.read(0, packed);
      if (method === 0) check?.(bytes, size);
      const content = method === 0 ? bytes : inflateExactly(bytes, { ...claim, ...(check && { check }) });
      checkCrc(crc32(content));
      return content;
    },
    async *pieces() {
      checkMethod();
      let got = 0;
      const stored = piecesOf(data);
      for await (const piece of method === 0 ? stored : inflatePieces(stored, { ...claim, packed })) {
        got = crc32(piece, got);
        yield piece;
      }
      checkCrc(got);
    },
  };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

function textOf(view: DataView, position: number, length: number): string {
  return new TextDecoder().decode(
    new Uint8Array(view.buffer, view.byteOffset + position, Math.min(length, view.byteLength - position)),
  );
}
