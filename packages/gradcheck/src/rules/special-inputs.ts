import { type Rng, type Shape, sizeOf, type Tensor, tensor } from "@retrograd/core";

/** An input at which formulas often have special cases. */
export interface SpecialInput {
  /** A description, as a noun phrase: "rows of zeros". */
  readonly what: string;
  /** [4, ...shape] */
  readonly x: Tensor;
}

const rows = 4;
const ties = [-1, 2, 0, 2, -1, 1, 1];

/** Inputs that are improbable in a random draw: zeros of both signs, ties, equal rows, ordered rows, whole, large and tiny numbers.
 *  shape: of one input, without the batch axis; like: number type and engine */
export function specialInputs(
  shape: Shape,
  rng: Rng,
  like: Pick<Tensor, "dtype" | "engine">,
): readonly SpecialInput[] {
  const width = sizeOf(shape);
  const normal = Float64Array.from({ length: rows * width }, () => rng.normal());
  const input = (what: string, value: (row: number, i: number, normal: number) => number): SpecialInput => {
    const values = normal.map((v, i) => value(Math.floor(i / width), i % width, v));
    return { what, x: tensor(values, [rows, ...shape], like) };
  };
  return [
    input("rows of zeros and of equal numbers", (row, _i, v) => [0, v, 0.7, -0][row]),
    input("some zeros, ties and equal rows", (row, i, v) =>
      row < 2 ? [i % 2 === 0 ? 0 : v, ties[i % ties.length]][row] : normal[i],
    ),
    input("nothing but zeros", () => 0),
    input("nothing but ones", () => 1),
    input("whole numbers and halves", (row, i) => (((row * 5 + i * 3) % 13) - 6) / 2),
    input("rows in rising and falling order", (row, i) => [1, -1, 0.1, 3][row] * (i - (width - 1) / 2 + 0.3)),
    input("large numbers", (row, _i, v) => [30 * v, 25, -40, 8 * v][row]),
    input("very large numbers", (row, _i, v) => 10 ** (row % 2 === 0 ? 3 : 4) * v),
    input("tiny numbers", (row, _i, v) => [1e-9, 1e-310, 1e-5, 1e-100][row] * v),
  ];
}
