import { refusal } from "@retrograd/testing";
import { describe, expect, test } from "vitest";
import { cases, rounded } from "../../tests/engines-under-test.js";
import { bernoulli, numpyRandomState, philoxStreams } from "../index.js";

describe.each(cases)("bernoulli on $name", ({ engine, dtype }) => {
  const on = { engine, dtype };
  const stream = () => philoxStreams(5).stream("forward/Dropout1");

  test("is 1 / keep where the uniform number of the element is below keep, in row-major order", () => {
    for (const [rng, twin] of [
      [stream(), stream()],
      [numpyRandomState(5), numpyRandomState(5)],
    ]) {
      // more than a bulk draw takes at once
      const y = bernoulli([3, 7001], 0.3, rng, on);
      const expected = Array.from({ length: y.size }, () => (twin.uniform() < 0.3 ? 1 / 0.3 : 0));
      expect(y.shape).toEqual([3, 7001]);
      expect([...y.data]).toEqual(rounded(dtype, expected));
      expect(rng.uniform()).toBe(twin.uniform());
    }
  });

  test("a probability that a uniform number equals does not keep it", () => {
    const u = stream().uniform();
    expect([...bernoulli([1], u, stream(), on).data]).toEqual([0]);
    expect([...bernoulli([1], u + 2 ** -53, stream(), on).data]).toEqual(
      rounded(dtype, [1 / (u + 2 ** -53)]),
    );
  });

  test("keeps everything for keep = 1, and is empty for an empty shape", () => {
    expect([...bernoulli([4], 1, stream(), on).data]).toEqual([1, 1, 1, 1]);
    expect(bernoulli([2, 0], 0.5, stream(), on).shape).toEqual([2, 0]);
  });

  test.each([0, -0.1, 1.1, Number.NaN])("refuses to keep with the probability %d", (keep) => {
    expect(refusal(() => bernoulli([1], keep, stream(), on))).toEqual({
      code: "E_ARGUMENT",
      message: `bernoulli: keep must be a probability above 0 and at most 1, got ${keep}`,
    });
  });
});
