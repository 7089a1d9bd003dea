import { crc32, deflateRawSync } from "node:zlib";
import { bytesOf, joined } from "./mutations.mjs";

const little = (value, length) =>
  Array.from({ length }, (_, index) => Math.floor(value / 256 ** index) % 256);

/** A zip archive of files by name, stored or deflated. Source: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT */
export function zip(files, stored = false) {
  const parts = [];
  const directory = [];
  let offset = 0;
  for (const [name, content] of Object.entries(files)) {
    const data = stored ? content : deflateRawSync(content);
    const sizes = [...little(crc32(content), 4), ...little(data.length, 4), ...little(content.length, 4)];
    const fields = [
      ...little(20, 2),
      0,
      0,
      stored ? 0 : 8,
      0,
      0,
      0,
      0,
      0,
      ...sizes,
      ...little(name.length, 2),
      0,
      0,
    ];
    const local = joined([0x50, 0x4b, 3, 4], fields, bytesOf(name), data);
    directory.push(
      joined([0x50, 0x4b, 1, 2, 20, 0], fields, new Uint8Array(10), little(offset, 4), bytesOf(name)),
    );
    parts.push(local);
    offset += local.length;
  }
  const list = joined(...directory);
  const count = little(directory.length, 2);
  const end = [
    0x50,
    0x4b,
    5,
    6,
    0,
    0,
    0,
    0,
    ...count,
    ...count,
    ...little(list.length, 4),
    ...little(offset, 4),
    0,
    0,
  ];
  return joined(...parts, list, end);
}
