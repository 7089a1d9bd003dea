import { formatError } from "../format-error.js";
import { checkNoOtherKind } from "../kinds/kind-of-file.js";
import type { Picture } from "./picture.js";

/** Decodes a PNG or JPEG image, recognised by its first bytes. Each decoder is loaded at its first use.
 *  @throws RetrogradError E_DATA_FORMAT naming the file */
export async function decodeImage(bytes: Uint8Array, name: string): Promise<Picture> {
  if (isPng(bytes)) return (await import("./decode-png.js")).decodePng(bytes, name);
  if (isJpeg(bytes)) return (await import("./decode-jpeg.js")).decodeJpeg(bytes, name);
  checkNoOtherKind(bytes, name, { readBy: "images", what: "a PNG or JPEG image" });
  throw formatError(name, "must be a PNG or JPEG image, but its first bytes are neither");
}

function isPng(bytes: Uint8Array): boolean {
  return bytes[0] === 0x89 && bytes[1] === 0x50;
}

function isJpeg(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xd8;
}
