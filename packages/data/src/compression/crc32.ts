const table = Int32Array.from({ length: 256 }, (_, index) => {
  let remainder = index;
  for (let bit = 0; bit < 8; bit++) remainder = (remainder >>> 1) ^ (remainder & 1 ? 0xedb88320 : 0);
  return remainder;
});

/** CRC-32 of gzip (reflected polynomial 0xedb88320), as an unsigned number. Source: RFC 1952, section 8.
 *  before: the CRC of the bytes before these */
export function crc32(bytes: Uint8Array, before = 0): number {
  let crc = ~before;
  for (let i = 0; i < bytes.length; i++) crc = table[(crc ^ bytes[i]) & 255] ^ (crc >>> 8);
  return ~crc >>> 0;
}

/** A CRC as 8 hexadecimal digits. */
export function formatCrc(crc: number): string {
  return crc.toString(16).padStart(8, "0");
}
