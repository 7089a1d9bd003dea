import { formatError } from "../format-error.js";

/** The most characters that a line of a table of text may have. */
export const longestLine = 2 ** 24;

/** The bytes of a file of UTF-8 text after its byte order mark, if there is one. `save`: what to save it as otherwise.
 *  @throws RetrogradError E_DATA_FORMAT for UTF-16 and for a gzip file */
export function plainText(bytes: Uint8Array, name: string, save: string): Uint8Array {
  const [first, second, third] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) return bytes.subarray(3);
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    throw formatError(name, `must be UTF-8 text, got UTF-16: save it as ${save}`, { file: name });
  }
  if (first === 0x1f && second === 0x8b) {
    throw formatError(name, "must be plain text, got a gzip file: gunzip it first", { file: name });
  }
  return bytes;
}
