import fc from "fast-check";
import { expect, test } from "vitest";
import { type Block, BlockAllocator } from "./block-allocator.js";

/** An allocator over memory that begins at 0 and grows by what is asked for. */
function growing() {
  let end = 0;
  const allocator = new BlockAllocator((bytes) => {
    const offset = end;
    end += bytes;
    return { offset, bytes };
  });
  return { allocator, end: () => end };
}

test("blocks are whole cache lines, one at least", () => {
  const { allocator } = growing();
  expect([0, 1, 64, 65].map((bytes) => allocator.take(bytes).bytes)).toEqual([64, 64, 64, 128]);
});

test("a block that is given back is given out again", () => {
  const { allocator, end } = growing();
  const block = allocator.take(1000);
  allocator.take(64);
  allocator.give(block);
  expect(allocator.take(1000)).toEqual(block);
  expect(end()).toBe(1024 + 64);
});

test("neighbours become one block again, in whatever order they come back", () => {
  for (const order of [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ]) {
    const { allocator, end } = growing();
    const blocks = [64, 128, 192].map((bytes) => allocator.take(bytes));
    for (const i of order) allocator.give(blocks[i]);
    expect(allocator.take(384)).toEqual({ offset: 0, bytes: 384 });
    expect(end()).toBe(384);
  }
});

test("the smallest free block that is large enough is taken", () => {
  const { allocator } = growing();
  const [large, , small] = [640, 64, 128, 64].map((bytes) => allocator.take(bytes));
  allocator.give(large);
  allocator.give(small);
  expect(allocator.take(128)).toEqual(small);
});

test("no two blocks in use ever overlap, and all memory comes back", () => {
  const request = fc.record({ bytes: fc.integer({ min: 0, max: 5000 }), drop: fc.nat(20) });
  fc.assert(
    fc.property(fc.array(request, { maxLength: 60 }), (requests) => {
      const { allocator, end } = growing();
      const used: Block[] = [];
      for (const { bytes, drop } of requests) {
        const [dropped] = used.splice(drop, 1);
        if (dropped !== undefined) allocator.give(dropped);
        used.push(allocator.take(bytes));
        const sorted = used.toSorted((a, b) => a.offset - b.offset);
        for (let i = 1; i < sorted.length; i++) {
          expect(sorted[i - 1].offset + sorted[i - 1].bytes).toBeLessThanOrEqual(sorted[i].offset);
        }
      }
      for (const block of used) allocator.give(block);
      if (requests.length > 0) expect(allocator.take(end())).toEqual({ offset: 0, bytes: end() });
    }),
    { seed: 6, numRuns: 100 },
  );
});
