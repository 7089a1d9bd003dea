import fc from "fast-check";
import { expect, test } from "vitest";
import { littleEndianBytes } from "./little-endian.js";

test("a little-endian machine and a big-endian machine write the same bytes", () => {
  // only the canonical NaN: reading a number may change the other bits of a NaN
  const values = fc.oneof(
    fc.float32Array({ maxLength: 9 }).map((array) => array.subarray(1)),
    fc.float64Array({ maxLength: 9 }),
  );
  fc.assert(
    fc.property(values, (array) => {
      expect(littleEndianBytes(array)).toEqual(littleEndianBytes(array, false));
    }),
  );
  expect([...littleEndianBytes(Float32Array.of(1))]).toEqual([0, 0, 0x80, 0x3f]);
});
