import { expect, test } from "vitest";
import { crc32 } from "./crc32.js";

// the check value of CRC-32/ISO-HDLC
test("the CRC of the digits 1 to 9 is cbf43926", () => {
  expect(crc32(new TextEncoder().encode("123456789"))).toBe(0xcbf43926);
});

test("the CRC of nothing is 0", () => {
  expect(crc32(new Uint8Array(0))).toBe(0);
});
