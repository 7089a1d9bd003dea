import { refusal } from "@retrograd/testing";
import { describe, expect, test } from "vitest";
import { cases } from "../tests/engines-under-test.js";
import {
  add,
  bufferOf,
  createReferenceEngine,
  keep,
  recordTensors,
  reshape,
  type Storage,
  scope,
  tensor,
  zeros,
} from "./index.js";

const released = {
  code: "E_TENSOR_RELEASED",
  message:
    "this tensor was created in a scope that has ended: copy it out with keep(t) before the scope ends",
};

describe.each(cases)("scope on $name", ({ engine, dtype }) => {
  const on = { engine, dtype };

  test("returns the result of its body", () => {
    expect(scope(engine, () => 42)).toBe(42);
  });

  test("releases tensors created inside, for readers, writers and operations", () => {
    const x = scope(engine, () => tensor([1, 2], [2], on));
    expect(refusal(() => x.data)).toEqual(released);
    expect(refusal(() => bufferOf(x))).toEqual(released);
    expect(refusal(() => add(x, zeros([2], on)))).toEqual(released);
    expect(refusal(() => keep(x))).toEqual(released);
  });

  test("keeps the shape of a released tensor readable", () => {
    expect(scope(engine, () => zeros([2, 3], on)).shape).toEqual([2, 3]);
  });

  test("does not release tensors created outside", () => {
    const before = tensor([1, 2], [2], on);
    scope(engine, () => add(before, before));
    const after = tensor([3], [1], on);
    expect([[...before.data], [...after.data]]).toEqual([[1, 2], [3]]);
  });

  test("keep copies a value out of the scope", () => {
    const copy = scope(engine, () => {
      const x = tensor([1, 2, 3, 4], [2, 2], on);
      const y = keep(x);
      bufferOf(x)[0] = 99;
      return y;
    });
    expect(copy.shape).toEqual([2, 2]);
    expect(copy.dtype).toBe(dtype);
    expect([...copy.data]).toEqual([1, 2, 3, 4]);
  });

  test("a tensor that is released before its scope ends cannot be used, and its memory is used again", () => {
    scope(engine, () => {
      const created: Storage[] = [];
      const [first, second] = recordTensors(engine, created, () => [
        zeros([10_000], on),
        tensor([1, 2], [2], on),
      ]);
      const other = zeros([10_000], on);
      expect(created).toEqual([first?.storage, second?.storage]);
      first?.storage.release?.();
      expect(refusal(() => first?.data)).toEqual(released);
      const again = tensor(new Float64Array(10_000).fill(3), [10_000], on);
      // the others keep their numbers
      expect([...(second?.data ?? [])]).toEqual([1, 2]);
      expect([other.data[9999], again.data[9999]]).toEqual([0, 3]);
    });
    expect(scope(engine, () => [...tensor([5], [1], on).data])).toEqual([5]);
  });

  test("nests: the inner scope releases its own tensors and not those of the outer scope", () => {
    scope(engine, () => {
      const outer = tensor([1], [1], on);
      const inner = scope(engine, () => tensor([2], [1], on));
      const later = tensor([3], [1], on);
      expect(refusal(() => inner.data)).toEqual(released);
      expect([[...outer.data], [...later.data]]).toEqual([[1], [3]]);
    });
  });

  test("keep from an inner scope outlives the outer one too", () => {
    const copy = scope(engine, () => scope(engine, () => keep(tensor([5], [1], on))));
    expect([...copy.data]).toEqual([5]);
  });

  test("releases when its body throws, and passes the error on", () => {
    const inside: { readonly data: unknown }[] = [];
    const run = () =>
      scope(engine, () => {
        inside.push(zeros([1], on));
        throw new Error("body failed");
      });
    expect(run).toThrow("body failed");
    expect(refusal(() => inside[0]?.data)).toEqual(released);
    // the scope is closed: later tensors are long-lived again
    const after = tensor([1], [1], on);
    scope(engine, () => zeros([1], on));
    expect([...after.data]).toEqual([1]);
  });

  test("a reshaped tensor lives as long as the original", () => {
    const inside = scope(engine, () => reshape(tensor([1, 2], [2], on), [1, 2]));
    expect(refusal(() => inside.data)).toEqual(released);
    const outside = tensor([1, 2], [2], on);
    const view = scope(engine, () => reshape(outside, [1, 2]));
    expect([...view.data]).toEqual([1, 2]);
  });

  test("zeros are zeros in memory that is used again", () => {
    scope(engine, () => bufferOf(zeros([8], on)).fill(7));
    scope(engine, () => expect([...zeros([8], on).data]).toEqual(new Array(8).fill(0)));
  });
});

test("a scope of one engine does not release tensors of another", () => {
  const [one, other] = [createReferenceEngine(), createReferenceEngine()];
  const x = scope(one, () => tensor([1], [1], { engine: other }));
  expect([...x.data]).toEqual([1]);
});
