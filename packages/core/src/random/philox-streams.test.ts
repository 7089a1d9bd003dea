import { refusal } from "@retrograd/testing";
import { describe, expect, test } from "vitest";
import { philox4x32, philoxStreams, type Rng } from "../index.js";

const draw = (rng: Rng, count = 8) => Array.from({ length: count }, () => rng.uniform());

describe("philoxStreams", () => {
  test("gives the same numbers for the same seed, name and step", () => {
    expect(draw(philoxStreams(7).stream("order", 3))).toEqual(draw(philoxStreams(7).stream("order", 3)));
  });

  test("starts a stream again for each call", () => {
    const streams = philoxStreams(7);
    expect(draw(streams.stream("order"))).toEqual(draw(streams.stream("order")));
  });

  test("counts from step 0", () => {
    expect(draw(philoxStreams(7).stream("order"))).toEqual(draw(philoxStreams(7).stream("order", 0)));
  });

  test("gives other numbers for any other seed, name or step", () => {
    const first = [
      { seed: 7, name: "order", step: 3 },
      { seed: 8, name: "order", step: 3 },
      { seed: 7 + 2 ** 32, name: "order", step: 3 },
      { seed: 7, name: "ordes", step: 3 },
      { seed: 7, name: "", step: 3 },
      { seed: 7, name: "order", step: 4 },
      { seed: 7, name: "order", step: 3 + 2 ** 32 },
    ].map(({ seed, name, step }) => philoxStreams(seed).stream(name, step).uniform());
    expect(new Set(first).size).toBe(7);
  });

  test("streams drawn from in turns give the same numbers as one after the other", () => {
    const streams = philoxStreams(1);
    const [a, b] = [streams.stream("a"), streams.stream("b")];
    const turns = Array.from({ length: 9 }, () => [a.uniform(), b.normal()]);
    expect(turns.map(([uniform]) => uniform)).toEqual(draw(streams.stream("a"), 9));
    const alone = streams.stream("b");
    expect(turns.map(([, normal]) => normal)).toEqual(Array.from({ length: 9 }, () => alone.normal()));
  });

  test("reads the blocks of its counter in order, 4 words each", () => {
    // FNV-1a of "a" is e40c292c
    const blocks = [0, 1, 2].flatMap((block) => [...philox4x32([block, 5, 0, 0xe40c292c], [9, 1])]);
    const expected = [0, 2, 4, 6, 8, 10].map(
      (i) => (Math.floor(blocks[i] / 32) * 2 ** 26 + Math.floor(blocks[i + 1] / 64)) / 2 ** 53,
    );
    expect(draw(philoxStreams(9 + 2 ** 32).stream("a", 5), 6)).toEqual(expected);
  });

  test.each([-1, 0.5, 2 ** 53, Number.NaN])("refuses the seed %d", (seed) => {
    expect(refusal(() => philoxStreams(seed))).toEqual({
      code: "E_OPTION",
      message: `seed must be a whole number from 0 to 2^53 - 1, got ${seed}`,
    });
  });
});
