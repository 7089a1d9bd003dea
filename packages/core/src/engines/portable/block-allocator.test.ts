import fc from "fast-check";
import { expect, test } from "vitest";
import { type Block, BlockAllocator } from "./block-allocator.js";

/** An allocator over memory that starts at 0 and grows by as much as it needs. */
function growing() {
  let end = 0;
  const allocator = new BlockAllocator((bytes) => {
    const offset = end;
    end += bytes;
    return { offset, bytes };
  });
  return { allocator, end: () => end };
}

test("a block is one or more whole cache lines", () => {
  const { allocator } = growing();
  expect([0, 1, 64, 65].map((bytes) => allocator.allocate(bytes).bytes)).toEqual([64, 64, 64, 128]);
});

test("a freed block is allocated again", () => {
  const { allocator, end } = growing();
  const block = allocator.allocate(1000);
  allocator.allocate(64);
  allocator.free(block);
  expect(allocator.allocate(1000)).toEqual(block);
  expect(end()).toBe(1024 + 64);
});

test("free neighbours merge, in whatever order they are freed", () => {
  for (const order of [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ]) {
    const { allocator, end } = growing();
    const blocks = [64, 128, 192].map((bytes) => allocator.allocate(bytes));
    for (const i of order) allocator.free(blocks[i]);
    expect(allocator.allocate(384)).toEqual({ offset: 0, bytes: 384 });
    expect(end()).toBe(384);
  }
});

test("the smallest free block that is large enough is allocated", () => {
  const { allocator } = growing();
  const [large, , small] = [640, 64, 128, 64].map((bytes) => allocator.allocate(bytes));
  allocator.free(large);
  allocator.free(small);
  expect(allocator.allocate(128)).toEqual(small);
});

test("blocks in use never overlap, and all memory can be freed", () => {
  const request = fc.record({ bytes: fc.integer({ min: 0, max: 5000 }), drop: fc.nat(20) });
  fc.assert(
    fc.property(fc.array(request, { maxLength: 60 }), (requests) => {
      const { allocator, end } = growing();
      const used: Block[] = [];
      for (const { bytes, drop } of requests) {
        const [dropped] = used.splice(drop, 1);
        if (dropped !== undefined) allocator.free(dropped);
        used.push(allocator.allocate(bytes));
        const sorted = used.toSorted((a, b) => a.offset - b.offset);
        for (let i = 1; i < sorted.length; i++) {
          expect(sorted[i - 1].offset + sorted[i - 1].bytes).toBeLessThanOrEqual(sorted[i].offset);
        }
      }
      for (const block of used) allocator.free(block);
      if (requests.length > 0) expect(allocator.allocate(end())).toEqual({ offset: 0, bytes: end() });
    }),
    { seed: 6, numRuns: 100 },
  );
});
