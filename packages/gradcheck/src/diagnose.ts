import { type Tensor, tensor } from "@retrograd/core";
import type { Pair } from "./comparison.js";
import type { Diagnosis } from "./diagnoses.js";
import { agrees, nearest, toleranceOf } from "./numerical.js";
import { runLayer, type Stage } from "./stages.js";
import { staleness } from "./stale.js";
import { bentGradients } from "./state.js";

/** A gradient that is wrong, element by element, with all that may tell why. */
export interface Failure {
  readonly pairs: readonly Pair[];
  readonly tensor: Tensor;
  readonly name: string;
  /** Absent for a loss. */
  readonly stage?: Stage;
  /** The cotangent that the layer was checked against. */
  readonly dy?: Tensor | undefined;
  readonly rows: number;
  /** The layer or loss on its first rows alone. */
  readonly withRows?: (rows: number) => Omit<Stage, "forward">;
  /** Prediction and targets, of a loss. */
  readonly loss?: { readonly y: Tensor; readonly t: Tensor };
}

/** Names the likely cause of a wrong gradient. Causes are tried from the most telling to the least. */
export function diagnose(failure: Failure): Diagnosis {
  const { pairs } = failure;
  const bad = pairs.filter(({ analytic }) => !Number.isFinite(analytic));
  if (bad.length > 0) {
    return {
      code: "not-finite",
      message: `backward gives NaN or infinity in ${bad.length} of ${pairs.length} elements`,
    };
  }
  if (wrongOf(pairs).length === 0) {
    return {
      code: "unknown",
      message: `wrong along random directions, right in the ${pairs.length} elements looked at`,
    };
  }
  const causes = [
    stale,
    zero,
    smoothedLoss,
    ratio,
    missingSum,
    transposed,
    misplaced,
    element,
    mask,
    nonlinear,
  ];
  for (const cause of causes) {
    const found = cause(failure);
    if (found !== undefined) return found;
  }
  return {
    code: "unknown",
    message: `${wrongOf(pairs).length} of ${pairs.length} elements are wrong, in no known way`,
  };
}

function stale({ stage, dy, name, withRows }: Failure): Diagnosis | undefined {
  if (stage === undefined || dy === undefined) return undefined;
  const message = staleness(stage, dy, name, withRows);
  return message === undefined ? undefined : { code: "stale-cache", message };
}

function zero({ pairs }: Failure): Diagnosis | undefined {
  if (pairs.some(({ analytic }) => analytic !== 0)) return undefined;
  return { code: "zero-gradient", message: "backward gives 0 in every element" };
}

/** One number times the derivative, in every element. */
function ratio({ pairs, rows, loss }: Failure): Diagnosis | undefined {
  const common = commonRatio(pairs);
  if (common === undefined) return undefined;
  const shown = Number(common.toPrecision(7));
  if (close(common, -1))
    return { code: "sign", message: "backward is -1 times the derivative", ratio: common };
  const message = `backward is ${shown} times the derivative in every element`;
  const counts = loss === undefined ? [rows] : [rows, loss.y.size];
  for (const n of counts.filter((count) => count > 1)) {
    if (close(common, n))
      return { code: "missing-mean", message: `${message}, the number of rows`, ratio: common };
    if (close(common, 1 / n))
      return { code: "extra-mean", message: `${message}, 1 over the number of rows`, ratio: common };
  }
  return { code: "constant-factor", message, ratio: common };
}

/** The ratio of the largest elements, if all others have it within their tolerance. */
function commonRatio(pairs: readonly Pair[]): number | undefined {
  const largest = pairs.reduce((a, b) => (Math.abs(numericOf(b)) > Math.abs(numericOf(a)) ? b : a));
  const r = largest.analytic / numericOf(largest);
  if (!Number.isFinite(r) || r === 0 || pairs.length < 2) return undefined;
  return pairs.every(
    (pair) => agrees(pair.analytic / r, pair.derivative) || loosely(pair.analytic, r * numericOf(pair), pair),
  )
    ? r
    : undefined;
}

/** The gap of a loss that takes log(y + eps): in row r backward is 1 + eps / y[r, t] times the derivative. It must explain
 *  nearly all of what is wrong, and far more of it than one factor for all rows does. */
function smoothedLoss({ pairs, rows, loss }: Failure): Diagnosis | undefined {
  if (loss === undefined || loss.t.size !== rows || pairs.length !== loss.y.size) return undefined;
  const { y, t } = loss;
  const width = y.size / rows;
  const gaps = pairs.map((pair) => pair.analytic - numericOf(pair));
  const expected = pairs.map((pair, i) => {
    const row = Math.floor(i / width);
    return numericOf(pair) / y.data[row * width + t.data[row]];
  });
  const smoothed = fitOf(gaps, expected);
  const scaled = fitOf(gaps, pairs.map(numericOf));
  if (!(smoothed.factor > 0 && smoothed.left <= 0.05 && smoothed.left < 0.25 * scaled.left)) return undefined;
  const shown = smoothed.factor.toExponential(1);
  return {
    code: "smoothed-loss",
    message: `the gap to the derivative is eps / y with eps = ${shown}: forward takes log(y + ${shown})`,
  };
}

/** The factor by which `b` comes nearest to `a`, and the part of the sum of squares of `a` that it leaves. */
function fitOf(
  a: readonly number[],
  b: readonly number[],
): { readonly factor: number; readonly left: number } {
  const dot = (x: readonly number[], z: readonly number[]) =>
    x.reduce((sum, value, i) => sum + value * z[i], 0);
  const factor = dot(a, b) / dot(b, b);
  const rest = a.map((value, i) => value - factor * b[i]);
  return { factor, left: dot(rest, rest) / dot(a, a) };
}

/** Rows of dy that make no difference to a parameter's gradient. */
function missingSum({ stage, dy, name, rows }: Failure): Diagnosis | undefined {
  if (stage === undefined || dy === undefined || name === "x" || rows < 2) return undefined;
  const gradient = (of: Tensor) => Array.from(runLayer(stage).backward(of).grads[name]?.data ?? []);
  const all = gradient(dy);
  const width = dy.size / rows;
  const ignored = Array.from({ length: rows }, (_, row) => row).filter((row) => {
    const without = tensor(
      Array.from(dy.data, (value, i) => (Math.floor(i / width) === row ? 0 : value)),
      dy.shape,
      dy,
    );
    return gradient(without).every((value, i) => value === all[i]);
  });
  if (ignored.length === 0) return undefined;
  return { code: "missing-sum", message: `backward leaves out row ${ignored.join(", ")} of ${rows}` };
}

/** The derivative read in the other order, or the product with the matrix that should be transposed. */
function transposed(failure: Failure): Diagnosis | undefined {
  const { pairs, tensor: one, stage, dy, name } = failure;
  const [rows, columns] = one.shape;
  if (one.shape.length === 2 && pairs.length === one.size && rows !== undefined && columns !== undefined) {
    if (rows > 1 && columns > 1) {
      const other = pairs.map((_, i) => pairs[(i % rows) * columns + Math.floor(i / rows)]);
      if (matches(pairs, other))
        return { code: "transposed", message: "backward has the derivative's rows as columns" };
    }
  }
  if (stage === undefined || dy === undefined || name !== "x" || dy.size !== one.size) return undefined;
  const moved = (t: number) => {
    const x = tensor(
      Array.from(stage.x.data, (value, i) => value + t * dy.data[i]),
      stage.x.shape,
      stage.x,
    );
    return Float64Array.from(runLayer({ ...stage, x }).y.data);
  };
  const h = 1e-4;
  const [plus, minus] = [moved(h), moved(-h)];
  const along = plus.map((value, i) => (value - minus[i]) / (2 * h));
  const fits = pairs.length === one.size && pairs.every((pair, i) => loosely(pair.analytic, along[i], pair));
  return fits
    ? { code: "transposed", message: "backward multiplies dy by the matrix that should be transposed" }
    : undefined;
}

/** The same numbers, in other places. */
function misplaced({ pairs }: Failure): Diagnosis | undefined {
  const given = pairs.toSorted((a, b) => a.analytic - b.analytic);
  const wanted = pairs.toSorted((a, b) => numericOf(a) - numericOf(b));
  if (pairs.length < 2 || !matches(given, wanted)) return undefined;
  return { code: "misplaced", message: "backward has the derivative's numbers in other places" };
}

/** Wrong only where one of the two is zero, or where the layer's own mask has one value. */
function mask({ pairs, stage, name }: Failure): Diagnosis | undefined {
  const wrong = wrongOf(pairs);
  const sides = name === "x" ? stage?.layer.branches?.(stage.params, stage.x) : undefined;
  if (sides !== undefined && sides.length === pairs.length) {
    const of = (pair: Pair) => sides[pairs.indexOf(pair)];
    const side = wrong[0] === undefined ? undefined : of(wrong[0]);
    const there = pairs.filter((pair) => of(pair) === side);
    const stopped = there.every(isZero);
    if (stopped && there.length < pairs.length && wrong.every((pair) => of(pair) === side)) {
      return {
        code: "wrong-mask",
        message: `${wrong.length} elements are wrong, all where the layer's mask is ${side}`,
      };
    }
  }
  const zeroed = wrong.filter(({ analytic }) => analytic === 0).length;
  const spared = wrong.filter(isZero).length;
  if (pairs.every((pair) => isZero(pair))) return undefined;
  if (wrong.length === 1 || zeroed + spared < wrong.length) return undefined;
  return {
    code: "wrong-mask",
    message: `backward stops ${zeroed} elements that it should let through, and lets through ${spared} that it should stop`,
  };
}

function element({ pairs }: Failure): Diagnosis | undefined {
  const wrong = wrongOf(pairs);
  if (wrong.length > Math.max(1, 0.02 * pairs.length)) return undefined;
  const shown = wrong
    .slice(0, 5)
    .map(({ index }) => `[${index.join(", ")}]`)
    .join(" ");
  return {
    code: "element",
    message: `only ${shown} of ${pairs.length} elements ${wrong.length === 1 ? "is" : "are"} wrong`,
  };
}

function nonlinear({ stage, dy, name, loss }: Failure): Diagnosis | undefined {
  if (stage === undefined || dy === undefined || loss !== undefined) return undefined;
  return bentGradients(stage, dy).find(({ tensor: bent }) => bent === name)?.diagnosis;
}

function isZero(pair: Pair): boolean {
  return Math.abs(numericOf(pair)) <= toleranceOf(0, pair.derivative);
}

function wrongOf(pairs: readonly Pair[]): readonly Pair[] {
  return pairs.filter(({ analytic, derivative }) => !agrees(analytic, derivative));
}

function numericOf({ analytic, derivative }: Pair): number {
  return nearest(derivative, analytic);
}

/** Whether backward's numbers of the first are the derivatives of the second, one by one. */
function matches(given: readonly Pair[], wanted: readonly Pair[]): boolean {
  return given.every((pair, i) => loosely(pair.analytic, numericOf(wanted[i]), wanted[i]));
}

/** Equal as far as a diagnosis needs it. */
function loosely(a: number, b: number, { derivative }: Pair): boolean {
  return Math.abs(a - b) <= 1e-6 * Math.max(Math.abs(a), Math.abs(b)) + 10 * derivative.error;
}

function close(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-6 * Math.abs(b);
}
