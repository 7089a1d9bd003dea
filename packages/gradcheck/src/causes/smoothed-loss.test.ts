import { tensor } from "@retrograd/core";
import { expect, test } from "vitest";
import { failureOf, matrix } from "../../tests/failure.js";
import { smoothedLoss } from "./smoothed-loss.js";

const y = matrix([0.2, 0.8], [0.5, 0.5], [0.9, 0.1]);
const t = tensor([0, 1, 1], [3], { dtype: "f64" });
// the probability of the class of each row
const p = [0.2, 0.5, 0.1];
const numeric = [-0.3, 0.3, 0.2, -0.2, 0.3, -0.3];
const gap = (size: (row: number) => number) => numeric.map((v, i) => v * (1 + size(Math.floor(i / 2))));

test("a gap of eps / y in each row is recognised as log(y + eps), and the message has eps", () => {
  const failure = failureOf(
    gap((row) => 1e-5 / p[row]),
    numeric,
    { shape: [3, 2], loss: { y, t } },
  );
  expect(smoothedLoss(failure)).toEqual({
    code: "smoothed-loss",
    message: "the gap to the derivative is eps / y with eps = 1.0e-5: forward computes log(y + 1.0e-5)",
  });
});

test("one factor for all rows is not recognised, nor a gap of the other sign, nor a layer", () => {
  const shape = [3, 2];
  expect(
    smoothedLoss(
      failureOf(
        gap(() => 1e-5),
        numeric,
        { shape, loss: { y, t } },
      ),
    ),
  ).toBeUndefined();
  const opposite = gap((row) => -1e-5 / p[row]);
  expect(smoothedLoss(failureOf(opposite, numeric, { shape, loss: { y, t } }))).toBeUndefined();
  expect(smoothedLoss(failureOf(opposite, numeric, { shape }))).toBeUndefined();
});
