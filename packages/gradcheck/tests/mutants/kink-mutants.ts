import { map, type Shape, sizeOf, sumRows, type Tensor, tensor, zip } from "@retrograd/core";
import type { Layer, LayerDefinition } from "@retrograd/plugin";
import { each, layerPiece, type StrangePiece, valueLoss } from "../strangers/stranger.js";
import type { CausedMutant } from "./caused-mutant.js";

/** An elementwise layer with kinks, with a right slope that is a subgradient at each kink. */
const elementwise = (f: (v: number) => number, slope: (v: number) => number) => (): StrangePiece =>
  layerPiece(() => ({
    forward: (_params, x) => ({
      y: map(x, f),
      backward: (dy) => ({ dx: zip(dy, x, (d, v) => d * slope(v)), grads: {} }),
    }),
  }));

const clip = (low: number, high: number) => (v: number) => Math.min(high, Math.max(low, v));

/** A clip that declares its kinks; many of its outputs are exactly at the ends. */
const clipped = (low: number, high: number): LayerDefinition => {
  const { definition } = elementwise(clip(low, high), (v) => (v > low && v < high ? 1 : 0))();
  return {
    ...(definition as LayerDefinition),
    type: "Clipped",
    create: (...args) => ({
      ...(definition as LayerDefinition).create(...args),
      type: "Clipped",
      branches: (_params, x) => Array.from(x.data, (v) => (v < low ? 0 : v > high ? 2 : 1)),
    }),
  };
};

/** The largest of some elements of each row for each output, which passes its gradient to the one that `pick` takes of the
 *  largest. windows: element indices of each output */
const largestOf =
  (
    windows: (width: number) => readonly (readonly number[])[],
    pick: (ties: readonly number[]) => readonly number[] = (ties) => ties.slice(0, 1),
  ) =>
  (): StrangePiece =>
    layerPiece((inShape: Shape): Partial<Layer> & Pick<Layer, "forward"> => {
      const width = sizeOf(inShape);
      const all = windows(width);
      return {
        outShape: [all.length],
        forward(_params, x) {
          const rows = x.shape[0] ?? 0;
          const chosen: (readonly number[])[] = [];
          const y = new Float64Array(rows * all.length);
          for (let k = 0; k < y.length; k++) {
            const from = Math.floor(k / all.length) * width;
            const elements = all[k % all.length].map((i) => from + i);
            const largest = Math.max(...elements.map((i) => x.data[i]));
            y[k] = largest;
            chosen.push(pick(elements.filter((i) => x.data[i] === largest)));
          }
          const backward = (dy: Tensor) => {
            const dx = new Float64Array(x.size);
            for (const [k, ties] of chosen.entries()) for (const i of ties) dx[i] += dy.data[k] / ties.length;
            return { dx: tensor(dx, x.shape, x), grads: {} };
          };
          return { y: tensor(y, [rows, all.length], x), backward };
        },
      };
    });

const blocks = (length: number) => (width: number) =>
  Array.from({ length: width / length }, (_, k) => Array.from({ length }, (_, i) => k * length + i));

/** Relu with a slope below 0 that is learned, one for each column. */
const prelu = (): StrangePiece =>
  layerPiece((inShape, ctx) => {
    const width = sizeOf(inShape);
    return {
      paramShapes: { a: inShape },
      init: () => ({ a: tensor(new Float64Array(width).fill(0.25), inShape, ctx) }),
      forward({ a }, x) {
        const slopes = Float64Array.from(a.data);
        return {
          y: each(x, (v, i) => (v > 0 ? v : slopes[i % width] * v)),
          backward: (dy) => ({
            dx: each(dy, (d, i) => (x.data[i] > 0 ? d : slopes[i % width] * d)),
            grads: { a: sumRows(zip(dy, x, (d, v) => (v > 0 ? 0 : d * v))) },
          }),
        };
      },
    };
  });

const behindRelu = { before: ["Relu"] };
const behindClip = (low: number, high: number) => ({ before: ["Clipped"], layers: [clipped(low, high)] });

// half of the targets are exactly 0, as the outputs of a Relu are
const sparse = (normal: () => number) => Math.max(0, normal());
const signs = (normal: () => number) => (normal() > 0 ? 1 : -1);

const kink = (
  what: string,
  piece: CausedMutant["piece"],
  place: Partial<CausedMutant> = behindRelu,
): CausedMutant => ({ what, code: "undeclared-kink", piece, ...place });

/** Layers and losses whose backward is right, on kinks that they do not declare. */
export const kinkMutants: readonly CausedMutant[] = [
  kink("the maximum of pairs, on ties", largestOf(blocks(2)), { ...behindRelu, batch: 8 }),
  kink(
    "the maximum of three, with the gradient to the last of the ties",
    largestOf(blocks(3), (t) => t.slice(-1)),
    { ...behindClip(0, 0.5), batch: 8 },
  ),
  kink(
    "the maximum of overlapping windows",
    largestOf((width) => Array.from({ length: width - 1 }, (_, i) => [i, i + 1])),
    { ...behindRelu, batch: 8 },
  ),
  kink(
    "the maximum of each row",
    largestOf((width) => [Array.from({ length: width }, (_, i) => i)]),
    behindClip(-0.4, 0.4),
  ),
  kink(
    "a Relu on zeros",
    elementwise(
      (v) => Math.max(0, v),
      (v) => (v > 0 ? 1 : 0),
    ),
  ),
  kink(
    "a Relu on zeros, with the slope 1 there",
    elementwise(
      (v) => Math.max(0, v),
      (v) => (v >= 0 ? 1 : 0),
    ),
  ),
  kink(
    "a leaky Relu of slope 0.01",
    elementwise(
      (v) => Math.max(0.01 * v, v),
      (v) => (v > 0 ? 1 : 0.01),
    ),
  ),
  kink(
    "a leaky Relu of slope 0.9",
    elementwise(
      (v) => Math.max(0.9 * v, v),
      (v) => (v > 0 ? 1 : 0.9),
    ),
  ),
  kink("a leaky Relu whose slope is learned", prelu),
  kink(
    "the absolute value, with the slope 1 at 0",
    elementwise(Math.abs, (v) => (v < 0 ? -1 : 1)),
  ),
  kink(
    "an Elu with alpha 2",
    elementwise(
      (v) => (v > 0 ? v : 2 * Math.expm1(v)),
      (v) => (v > 0 ? 1 : 2 * Math.exp(v)),
    ),
  ),
  kink(
    "a clip, at its ends",
    elementwise(clip(-0.5, 0.5), (v) => (v > -0.5 && v < 0.5 ? 1 : 0)),
    behindClip(-0.5, 0.5),
  ),
  kink(
    "a clip to positive numbers up to 0.5, with the slope 1 at its ends",
    elementwise(clip(0, 0.5), (v) => (v >= 0 && v <= 0.5 ? 1 : 0)),
    behindClip(0, 0.5),
  ),
  kink(
    "a hard sigmoid, at its ends",
    elementwise(
      (v) => clip(0, 1)(v + 0.5),
      (v) => (v > -0.5 && v < 0.5 ? 1 : 0),
    ),
    behindClip(-0.5, 0.5),
  ),
  kink(
    "a soft threshold, at the threshold",
    elementwise(
      (v) => v - clip(-0.5, 0.5)(v),
      (v) => (Math.abs(v) > 0.5 ? 1 : 0),
    ),
    behindClip(-1, 0.5),
  ),
  kink("the absolute error, where predictions and targets are 0", () =>
    valueLoss({ f: (x, t) => Math.abs(x - t), slope: (x, t) => (x < t ? -1 : 1), draw: sparse }),
  ),
  kink("a quantile loss, where predictions and targets are 0", () =>
    valueLoss({
      f: (x, t) => Math.max(0.9 * (t - x), 0.1 * (x - t)),
      slope: (x, t) => (x > t ? 0.1 : x < t ? -0.9 : 0),
      draw: sparse,
    }),
  ),
  kink(
    "a hinge loss, where the margin is exactly 1",
    () =>
      valueLoss({
        f: (x, t) => Math.max(0, 1 - t * x),
        slope: (x, t) => (t * x < 1 ? -t : 0),
        draw: signs,
      }),
    behindClip(-1, 1),
  ),
];
