const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** The bytes of a padded base64 text without line breaks. */
export function decodeBase64(text: string): Uint8Array<ArrayBuffer> {
  const sextets = new Uint8Array(128);
  for (let i = 0; i < alphabet.length; i++) sextets[alphabet.charCodeAt(i)] = i;
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  for (let index = 0, out = 0; index < text.length; index += 4) {
    let word = 0;
    for (let i = 0; i < 4; i++) word = (word << 6) | sextets[text.charCodeAt(index + i)];
    // writes past the end are ignored, which drops the padding
    bytes[out++] = word >> 16;
    bytes[out++] = word >> 8;
    bytes[out++] = word;
  }
  return bytes;
}
