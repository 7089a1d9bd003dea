import { refusal } from "@retrograd/testing";
import { describe, expect, test } from "vitest";
import { cases } from "../../tests/engines-under-test.js";
import { numbers } from "../../tests/numbers.js";
import {
  add,
  createPortableEngine,
  type Engine,
  gruCandidateGradient,
  gruCell,
  gruCellGradient,
  gruReset,
  lstmCell,
  lstmCellGradient,
  matmul,
  multiply,
  referenceEngine,
  reshape,
  slice,
  sum,
  type Tensor,
  tensor,
  zeros,
} from "../index.js";

describe.each(cases)("recurrent cells on $name", ({ engine, dtype }) => {
  const on = { engine, dtype };
  const digits = dtype === "f32" ? 5 : 14;
  const row = (...values: readonly number[]) => tensor(values, [1, values.length], on);

  function expectClose(got: Tensor, expected: readonly number[]): void {
    expect(got.shape).toEqual([1, expected.length]);
    for (const [i, value] of expected.entries()) expect(got.data[i]).toBeCloseTo(value, digits);
  }

  test("lstmCell gives the numbers of PyTorch, forward and backward", () => {
    // PyTorch 1.13.1 in float64: nn.LSTMCell with unit weights, and autograd
    const c = row(0.6, -0.9);
    const step = lstmCell(row(0.5, -1, 0.3, 0.8, -0.2, 1.1, 0.7, -0.4), c);
    expectClose(step.h, [0.14582533611718063, -0.15442768775689786]);
    expectClose(step.c, [0.22180740026404977, -0.40568968829725693]);
    const { dz, dc } = lstmCellGradient({ dh: row(1, -2), dc: row(0.5, 0.25) }, step, c);
    expectClose(
      dz,
      [
        -0.052708977907130763, -0.06827084078326118, 0.16667600521144232, 0.0835098211062004,
        0.6797838121384212, -0.041904454109025956, 0.04838662965136769, 0.18490790207950708,
      ],
    );
    expectClose(dc, [0.652775131429486, -0.29929371767681506]);
  });

  test("gruCell with reset after gives the numbers of PyTorch, forward and backward", () => {
    const [x, u, h] = [
      row(0.5, -1, 0.3, 0.8, -0.2, 1.1),
      row(0.1, 0.4, -0.6, 0.9, 1.2, -0.3),
      row(0.6, -0.9),
    ];
    const step = gruCell({ x, u, h });
    expectClose(step.h, [0.5533935313141406, -0.6437522768393714]);
    const gradients = gruCellGradient(row(1, -2), step, { u, h });
    expectClose(
      gradients.dx,
      [
        0.11524950263674419, 0.00899069492987632, 0.01983373151425056, 0.43333270135113966,
        0.41978963238720823, -0.1309923403804787,
      ],
    );
    expectClose(
      gradients.du,
      [
        0.11524950263674419, 0.00899069492987632, 0.01983373151425056, 0.43333270135113966,
        0.2710398234390094, -0.04641630974654671,
      ],
    );
    expectClose(gradients.dh, [0.425557483188341, -1.6910694698329305]);
  });

  test("without products with the state, both resets are one cell", () => {
    const [x, h] = [row(0.5, -1, 0.3, 0.8, -0.2, 1.1), row(0.6, -0.9)];
    const after = gruCell({ x, u: zeros([1, 6], on), h });
    const before = gruCell({ x, u: zeros([1, 4], on), v: zeros([1, 2], on), h });
    expect([...before.h.data]).toEqual([...after.h.data]);
    // r h with r = sigmoid(0.5), sigmoid(-1)
    expectClose(gruReset({ x, u: zeros([1, 4], on), h }), [
      0.6 * 0.6224593312018546,
      -0.9 * 0.2689414213699951,
    ]);
  });

  test("refuses operands that do not fit the state", () => {
    expect(refusal(() => lstmCell(zeros([2, 8], on), zeros([2, 3], on)))).toEqual({
      code: "E_SHAPE",
      message: "lstmCell: c [2, 3] needs z [2, 12], got [2, 8]",
    });
    const operands = {
      x: zeros([2, 9], on),
      u: zeros([2, 9], on),
      v: zeros([2, 3], on),
      h: zeros([2, 3], on),
    };
    expect(refusal(() => gruCell(operands)).message).toBe("gruCell: h [2, 3] needs u [2, 6], got [2, 9]");
  });
});

/** The gradient of `sum of c f(x)` by central differences. */
function slopes(x: readonly number[], f: (x: readonly number[]) => number): number[] {
  return x.map((_, i) => {
    const at = (h: number) => f(x.map((value, j) => (j === i ? value + h : value)));
    return (at(1e-5) - at(-1e-5)) / 2e-5;
  });
}

test("the gradient of a GRU with reset before is the derivative, by central differences in float64", () => {
  const f64 = { dtype: "f64" } as const;
  const units = 3;
  const of = (values: readonly number[]) => tensor(values, [2, values.length / 2], f64);
  const operands = {
    x: numbers(18, "x").map((value) => value / 10),
    h: numbers(6, "h").map((value) => value / 10),
  };
  const U = tensor(numbers(18, "U"), [units, 2 * units], f64);
  const Un = tensor(numbers(9, "Un"), [units, units], f64);
  const c = of(numbers(6, "c"));
  const step = (x: Tensor, h: Tensor) => {
    const u = matmul(h, U);
    return gruCell({ x, u, h, v: matmul(gruReset({ x, u, h }), Un) });
  };
  const [x, h] = [of(operands.x), of(operands.h)];
  const result = step(x, h);
  const dv = gruCandidateGradient(c, result);
  const { dx, du, dh } = gruCellGradient(c, result, { h, dReset: matmul(dv, Un, { transposeB: true }) });
  expect([...slice(dx, 1, 0, 2 * units).data]).toEqual([...du.data]);
  const loss = (x: readonly number[], h: readonly number[]) => sum(multiply(step(of(x), of(h)).h, c));
  const expected = {
    dx: slopes(operands.x, (values) => loss(values, operands.h)),
    dh: slopes(operands.h, (values) => loss(operands.x, values)),
  };
  const wholeDh = add(dh, matmul(du, U, { transposeB: true }));
  for (const [got, slope] of [
    [dx, expected.dx],
    [wholeDh, expected.dh],
  ] as const) {
    for (const [i, value] of slope.entries())
      expect(Math.abs(got.data[i] - value)).toBeLessThanOrEqual(1e-7 * (1 + Math.abs(value)));
  }
});

test("portable agrees with the reference for every number of units from 1 to 9", () => {
  const portable = createPortableEngine();
  for (const dtype of ["f32", "f64"] as const) {
    for (let units = 1; units < 10; units++) {
      const run = (engine: Engine) => {
        const of = (parts: number, name: string) =>
          tensor(numbers(3 * parts * units, name), [3, parts * units], { engine, dtype });
        const [h, c, dh, dc] = [of(1, "h"), of(1, "c"), of(1, "dh"), of(1, "dc")];
        const lstm = lstmCell(of(4, "z"), c);
        const [after, before] = [
          { x: of(3, "x"), u: of(3, "u"), h },
          { x: of(3, "x"), u: of(2, "u2"), v: of(1, "v"), h },
        ];
        const [first, second] = [gruCell(after), gruCell(before)];
        const tensors = [
          ...Object.values(lstm),
          ...Object.values(lstmCellGradient({ dh, dc }, lstm, c)),
          ...Object.values(lstmCellGradient({ dh }, lstm, c)),
          ...[first.h, first.gates, second.h, second.gates, gruReset(before)],
          gruCandidateGradient(dh, first),
          ...Object.values(gruCellGradient(dh, first, after)),
          ...Object.values(gruCellGradient(dh, second, { h, dReset: dc })),
        ];
        return tensors.flatMap((y) => [...reshape(y, [y.size]).data]);
      };
      const [got, expected] = [run(portable), run(referenceEngine)];
      const limit = dtype === "f32" ? 2e-5 : 1e-13;
      for (const [i, value] of expected.entries())
        expect(Math.abs(got[i] - value)).toBeLessThanOrEqual(limit * Math.max(1, Math.abs(value)));
    }
  }
});
