import { formatShape, RetrogradError, type Shape, sameShape, sizeOf, type Tensor } from "@retrograd/core";
import { broadcastShape, elementOf, expand, sumTo, values } from "./broadcast.js";
import { type BackwardValues, type NodeNames, type Operation, strengths } from "./operation.js";

const { condition, matrixProduct, atom } = strengths;

/** Options of a reduction. */
export interface ReduceOptions {
  /** Whether the axis stays, with length 1, so that the result broadcasts against the input. Default: false. */
  readonly keep?: boolean;
}

/** Sum over an axis, or over all elements. x: [.., n, ..] -> [.., ..], with `keep` [.., 1, ..] */
export function sum(axis: number | undefined, options: ReduceOptions = {}): Operation {
  return reduction("sum", axis, options, {
    combine: (numbers) => numbers.reduce((total, value) => total + value, 0),
    share: (numbers) => numbers.map(() => 1),
    derivative: ({ output }) => `d${output}, for each element`,
  });
}

/** Largest number over an axis. The derivative goes to the first one that is largest.
 *  x: [.., n, ..] -> [.., ..], with `keep` [.., 1, ..] */
export function max(axis: number, options: ReduceOptions = {}): Operation {
  return reduction("max", axis, options, {
    combine: (numbers) => Math.max(...numbers),
    share(numbers) {
      const first = numbers.indexOf(Math.max(...numbers));
      return numbers.map((_, i) => (i === first ? 1 : 0));
    },
    derivative: ({ inputs: [x], output }) => `d${output} where ${x} is largest`,
  });
}

interface Reduction {
  combine(numbers: readonly number[]): number;
  /** The derivative of the result by each number. */
  share(numbers: readonly number[]): readonly number[];
  derivative(names: NodeNames): string;
}

function reduction(
  name: string,
  axis: number | undefined,
  { keep = false }: ReduceOptions,
  { combine, share, derivative }: Reduction,
): Operation {
  const over = axis === undefined ? "" : axis === 0 ? " over the batch" : ` over axis ${axis}`;
  /** Shape of the result with the axis, and the indices of the elements that each element of it combines. */
  const groupsOf = (shape: Shape) => {
    const result = shape.map((length, i) => (axis === undefined || i === axis ? 1 : length));
    const inner = axis === undefined ? 1 : sizeOf(shape.slice(axis + 1));
    const count = axis === undefined ? sizeOf(shape) : (shape[axis] ?? 1);
    return Array.from({ length: sizeOf(result) }, (_, i) => {
      const start = Math.floor(i / inner) * inner * count + (i % inner);
      return Array.from({ length: count }, (_, step) => start + step * inner);
    });
  };
  const shapeOf = ([shape]: readonly [Shape]): Shape => {
    if (axis !== undefined && !(Number.isInteger(axis) && axis >= 0 && axis < shape.length))
      throw new RetrogradError(
        "E_SHAPE",
        `graph: ${name}: there is no axis ${axis} in ${formatShape(shape)}: pass a whole number from 0 to ${shape.length - 1}`,
      );
    if (axis === undefined) return keep ? shape.map(() => 1) : [];
    return keep ? shape.map((length, i) => (i === axis ? 1 : length)) : shape.filter((_, i) => i !== axis);
  };
  const numbersAt = (x: Tensor, indices: readonly number[]) => indices.map((index) => elementOf(x, index));
  return {
    symbol: name,
    strength: atom,
    needs: [condition],
    write: ([x]) => `${name}(${x}${over})`,
    shapeOf,
    forward: ([x]: readonly [Tensor]) =>
      values(
        groupsOf(x.shape).map((indices) => combine(numbersAt(x, indices))),
        shapeOf([x.shape]),
      ),
    backward({ dy, inputs }) {
      const [x] = inputs as readonly [Tensor];
      const dx = new Float64Array(x.size);
      for (const [group, indices] of groupsOf(x.shape).entries()) {
        const shares = share(numbersAt(x, indices));
        for (const [i, index] of indices.entries()) dx[index] = elementOf(dy, group) * (shares[i] ?? 0);
      }
      return [values(dx, x.shape)];
    },
    derivatives: (names) => [derivative(names)],
  };
}

/** Matrix product. a: [m, k], b: [k, n] -> [m, n] */
export const matmul: Operation = {
  symbol: "dot",
  strength: matrixProduct,
  needs: [matrixProduct, atom],
  write: ([a, b]) => `${a} ${b}`,
  shapeOf([a, b]: readonly [Shape, Shape]) {
    const [m, k, inner, n] = [...a, ...b];
    if (a.length !== 2 || b.length !== 2 || k !== inner || m === undefined || n === undefined)
      throw new RetrogradError(
        "E_SHAPE",
        `graph: matmul: matrices [m, k] and [k, n] are needed, got ${formatShape(a)} and ${formatShape(b)}`,
      );
    return [m, n];
  },
  forward: ([a, b]: readonly [Tensor, Tensor]) => product(a, b),
  backward({ dy, inputs }: BackwardValues) {
    const [a, b] = inputs as readonly [Tensor, Tensor];
    return [product(dy, transposed(b)), product(transposed(a), dy)];
  },
  derivatives: ({ inputs: [a, b], output }) => [`d${output} ${b}^T`, `${a}^T d${output}`],
};

/** Exchanges the axes of a matrix. x: [m, n] -> [n, m] */
export const transpose: Operation = {
  symbol: "T",
  strength: atom,
  needs: [atom],
  write: ([x]) => `${x}^T`,
  shapeOf([shape]: readonly [Shape]) {
    const [m, n] = shape;
    if (shape.length !== 2 || m === undefined || n === undefined)
      throw new RetrogradError("E_SHAPE", `graph: transpose: a matrix is needed, got ${formatShape(shape)}`);
    return [n, m];
  },
  forward: ([x]: readonly [Tensor]) => transposed(x),
  backward: ({ dy }) => [transposed(dy)],
  derivatives: ({ output }) => [`d${output}^T`],
};

/** The same numbers in another shape. */
export function reshape(shape: Shape): Operation {
  return {
    symbol: "reshape",
    strength: atom,
    needs: [condition],
    write: ([x]) => `reshape(${x}, ${formatShape(shape)})`,
    shapeOf([from]: readonly [Shape]) {
      if (sizeOf(from) !== sizeOf(shape))
        throw new RetrogradError(
          "E_SHAPE",
          `graph: reshape: ${formatShape(from)} has ${sizeOf(from)} elements, and ${formatShape(shape)} needs ${sizeOf(shape)}`,
        );
      return shape;
    },
    forward: ([x]: readonly [Tensor]) => values(x.data, shape),
    backward: ({ dy, inputs }) => inputs.map((x) => values(dy.data, x.shape)),
    derivatives: ({ inputs: [x], output }) => [`d${output} in the shape of ${x}`],
  };
}

/** Repeats the axes of length 1 until the shape is reached. x: [1, n] -> [m, n] */
export function broadcast(shape: Shape): Operation {
  return {
    symbol: "repeat",
    strength: atom,
    needs: [condition],
    write: ([x]) => `repeat(${x}, ${formatShape(shape)})`,
    shapeOf([from]: readonly [Shape]) {
      if (!sameShape(broadcastShape("broadcast", from, shape), shape))
        throw new RetrogradError(
          "E_SHAPE",
          `graph: broadcast: ${formatShape(from)} does not repeat to ${formatShape(shape)}`,
        );
      return shape;
    },
    forward: ([x]: readonly [Tensor]) => expand(x, shape),
    backward: ({ dy, inputs }) => inputs.map((x) => sumTo(dy, x.shape)),
    derivatives: ({ output }) => [`sum of d${output} over what is repeated`],
  };
}

function product(a: Tensor, b: Tensor): Tensor {
  const [m = 0, k = 0] = a.shape;
  const [, n = 0] = b.shape;
  const numbers = Array.from({ length: m * n }, (_, at) => {
    const [row, column] = [Math.floor(at / n), at % n];
    let total = 0;
    for (let i = 0; i < k; i++) total += elementOf(a, row * k + i) * elementOf(b, i * n + column);
    return total;
  });
  return values(numbers, [m, n]);
}

function transposed(x: Tensor): Tensor {
  const [m = 0, n = 0] = x.shape;
  return values(
    Array.from({ length: m * n }, (_, i) => elementOf(x, (i % m) * n + Math.floor(i / m))),
    [n, m],
  );
}
