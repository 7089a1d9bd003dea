import type { Shape, Tensor } from "@retrograd/core";
import { broadcastShape, elementOf, expand, sumTo, values } from "./broadcast.js";
import { type Operation, strengths } from "./operation.js";

/** A function of one number and its derivative. */
interface UnaryRow {
  readonly symbol: string;
  readonly strength?: number;
  /** The strength that the operand's text needs. Default: any, as it is written in parentheses. */
  readonly needs?: number;
  write(x: string): string;
  f(x: number): number;
  /** df/dx. y: f(x) */
  slope(x: number, y: number): number;
  /** The formula of dx. */
  derivative(names: { readonly x: string; readonly y: string }): string;
}

/** A function of two numbers and its derivatives. */
interface BinaryRow {
  readonly symbol: string;
  readonly strength: number;
  readonly needs: readonly [number, number];
  f(a: number, b: number): number;
  /** df/da and df/db. */
  slopes(a: number, b: number): readonly [number, number];
  /** The formulas of da and db; undefined where nothing is passed back. */
  derivatives(names: {
    readonly a: string;
    readonly b: string;
    readonly y: string;
  }): readonly [string | undefined, string | undefined];
}

const { condition, sum, product, atom } = strengths;
const call = (name: string) => ({ symbol: name, write: (x: string) => `${name}(${x})` });

/** `y = e^x` */
export const exp = unary({
  ...call("exp"),
  f: Math.exp,
  slope: (_x, y) => y,
  derivative: ({ y }) => `d${y} * ${y}`,
});

/** `y = ln x` */
export const log = unary({
  ...call("log"),
  f: Math.log,
  slope: (x) => 1 / x,
  derivative: ({ x, y }) => `d${y} / ${x}`,
});

/** `y = tanh x` */
export const tanh = unary({
  ...call("tanh"),
  f: Math.tanh,
  slope: (_x, y) => 1 - y * y,
  derivative: ({ y }) => `d${y} * (1 - ${y}^2)`,
});

/** The error function `y = 2 / sqrt(pi) times the integral of e^(-t^2) from 0 to x` */
export const erf = unary({
  ...call("erf"),
  f: errorFunction,
  slope: (x) => (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x),
  derivative: ({ x, y }) => `d${y} * 2 / sqrt(pi) * exp(-${x}^2)`,
});

/** `y = sqrt(x)` */
export const sqrt = unary({
  ...call("sqrt"),
  f: Math.sqrt,
  slope: (_x, y) => 0.5 / y,
  derivative: ({ y }) => `d${y} / (2 * ${y})`,
});

/** `y = x^2` */
export const square = unary({
  symbol: "^2",
  needs: atom,
  write: (x) => `${x}^2`,
  f: (x) => x * x,
  slope: (x) => 2 * x,
  derivative: ({ x, y }) => `d${y} * 2 * ${x}`,
});

/** `y = 1 / x` */
export const reciprocal = unary({
  symbol: "1/",
  strength: product,
  needs: product + 1,
  write: (x) => `1 / ${x}`,
  f: (x) => 1 / x,
  slope: (_x, y) => -y * y,
  derivative: ({ y }) => `d${y} * -${y}^2`,
});

/** `y = a + b` */
export const add = binary({
  symbol: "+",
  strength: sum,
  needs: [sum, sum],
  f: (a, b) => a + b,
  slopes: () => [1, 1],
  derivatives: ({ y }) => [`d${y}`, `d${y}`],
});

/** `y = a - b` */
export const subtract = binary({
  symbol: "-",
  strength: sum,
  needs: [sum, product],
  f: (a, b) => a - b,
  slopes: () => [1, -1],
  derivatives: ({ y }) => [`d${y}`, `-d${y}`],
});

/** `y = a b`, element by element */
export const multiply = binary({
  symbol: "*",
  strength: product,
  needs: [product, product + 0.5],
  f: (a, b) => a * b,
  slopes: (a, b) => [b, a],
  derivatives: ({ a, b, y }) => [`d${y} * ${b}`, `d${y} * ${a}`],
});

/** `y = a / b`, element by element */
export const divide = binary({
  symbol: "/",
  strength: product,
  needs: [product, product + 1],
  f: (a, b) => a / b,
  slopes: (a, b) => [1 / b, -a / (b * b)],
  derivatives: ({ a, b, y }) => [`d${y} / ${b}`, `-d${y} * ${a} / ${b}^2`],
});

/** `y = max(a, b)`, element by element. The derivative goes to b where both are equal. */
export const maximum = binary({
  symbol: "max",
  strength: atom,
  needs: [condition, condition],
  f: Math.max,
  slopes: (a, b) => (a > b ? [1, 0] : [0, 1]),
  derivatives: ({ a, b, y }) => [`d${y} where ${a} > ${b}`, `d${y} where ${a} <= ${b}`],
});

/** `y = min(a, b)`, element by element. The derivative goes to b where both are equal. */
export const minimum = binary({
  symbol: "min",
  strength: atom,
  needs: [condition, condition],
  f: Math.min,
  slopes: (a, b) => (a < b ? [1, 0] : [0, 1]),
  derivatives: ({ a, b, y }) => [`d${y} where ${b} > ${a}`, `d${y} where ${b} <= ${a}`],
});

/** `y = 1 where a > b, else 0`. Passes no derivative back. */
export const greater = binary({
  symbol: ">",
  strength: condition,
  needs: [sum, sum],
  f: (a, b) => (a > b ? 1 : 0),
  slopes: () => [0, 0],
  derivatives: () => [undefined, undefined],
});

/** `y = a where b is not 0, else 0` */
export const where = binary({
  symbol: "where",
  strength: condition,
  needs: [sum, condition],
  f: (a, b) => (b === 0 ? 0 : a),
  slopes: (_a, b) => [b === 0 ? 0 : 1, 0],
  derivatives: ({ b, y }) => [`d${y} where ${b}`, undefined],
});

/** `erf x = 2 / sqrt(pi) e^(-x^2) (x + 2 x^3 / 3 + 4 x^5 / 15 + ...)`: all terms have one sign, so that none cancels. */
function errorFunction(x: number): number {
  // 1 - erf 6 is 2e-17
  if (Math.abs(x) >= 6) return Math.sign(x);
  let [term, sum] = [x, 0];
  for (let n = 1; sum + term !== sum; n++) {
    sum += term;
    term *= (2 * x * x) / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

function unary({ symbol, strength = atom, needs = condition, ...row }: UnaryRow): Operation {
  return {
    symbol,
    strength,
    needs: [needs],
    write: ([x]: readonly [string]) => row.write(x),
    shapeOf: ([shape]: readonly [Shape]) => shape,
    forward: ([x]: readonly [Tensor]) => values(Array.from(x.data, row.f), x.shape),
    backward({ dy, inputs, y }) {
      const [x] = inputs as readonly [Tensor];
      const slopes = Array.from(x.data, (value, i) => row.slope(value, elementOf(y, i)));
      return [values(chain(dy, slopes), x.shape)];
    },
    derivatives({ inputs, output }) {
      const [x] = inputs as readonly [string];
      return [row.derivative({ x, y: output })];
    },
  };
}

function binary({ symbol, strength, needs, ...row }: BinaryRow): Operation {
  return {
    symbol,
    strength,
    needs,
    broadcasts: true,
    write: ([a, b]: readonly [string, string]) =>
      strength === atom ? `${symbol}(${a}, ${b})` : `${a} ${symbol} ${b}`,
    shapeOf: ([a, b]: readonly [Shape, Shape]) => broadcastShape(symbol, a, b),
    forward([a, b]: readonly [Tensor, Tensor]) {
      const shape = broadcastShape(symbol, a.shape, b.shape);
      const right = expand(b, shape);
      return values(
        Array.from(expand(a, shape).data, (value, i) => row.f(value, elementOf(right, i))),
        shape,
      );
    },
    backward({ dy, inputs }) {
      const [a, b] = inputs as readonly [Tensor, Tensor];
      const right = expand(b, dy.shape);
      const slopes = Array.from(expand(a, dy.shape).data, (value, i) =>
        row.slopes(value, elementOf(right, i)),
      );
      const back = ({ shape }: Tensor, side: 0 | 1) => {
        const each = chain(
          dy,
          slopes.map((pair) => pair[side]),
        );
        return sumTo(values(each, dy.shape), shape);
      };
      return [back(a, 0), back(b, 1)];
    },
    derivatives({ inputs, output }) {
      const [a, b] = inputs as readonly [string, string];
      return row.derivatives({ a, b, y: output });
    },
  };
}

/** The chain rule, element by element. Where either factor is 0 the product is 0, also if the other one is infinite: the slope
 *  of log at 0 does not count for a class of weight 0. */
function chain(dy: Tensor, slopes: readonly number[]): readonly number[] {
  return slopes.map((slope, i) => (slope === 0 || dy.data[i] === 0 ? 0 : elementOf(dy, i) * slope));
}
