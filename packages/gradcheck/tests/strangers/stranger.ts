import { map, multiply, type Shape, sizeOf, type Tensor, tensor } from "@retrograd/core";
import type {
  BuildContext,
  Forward,
  ForwardContext,
  Layer,
  LayerDefinition,
  LossDefinition,
  Params,
  Schema,
} from "@retrograd/plugin";

/** A layer or loss as somebody wrote it who did not know how it would be checked. */
export interface Stranger {
  /** What is wrong, as a clause: "zero where |dy| > 10". */
  readonly what: string;
  /** Whether a check of a network sees it; the others take what `conformance` does on top. */
  readonly gradcheck: boolean;
  /** Shapes of one input that it is tried on. */
  readonly inputs?: readonly Shape[];
  /** The wrong one, or the same made right; new each time. */
  readonly piece: (wrong: boolean) => StrangePiece;
}

/** A definition of a layer or of a loss. */
export type StrangePiece =
  | { readonly kind: "layer"; readonly definition: LayerDefinition }
  | { readonly kind: "loss"; readonly definition: LossDefinition };

const anything: Schema<unknown> = {
  "~standard": { version: 1, vendor: "by hand", validate: (value) => ({ value }) },
};

const about = { type: "Strange", summary: "A stranger's.", options: anything };

/** A layer by the parts of it that are not those of an elementwise one without parameters. */
export function layerPiece(
  create: (inShape: Shape, ctx: BuildContext) => Partial<Layer> & Pick<Layer, "forward">,
): StrangePiece {
  return {
    kind: "layer",
    definition: {
      ...about,
      create: (_options, inShape, ctx) => ({
        type: "Strange",
        outShape: inShape,
        paramShapes: {},
        init: () => ({}),
        ...create(inShape, ctx),
      }),
    },
  };
}

/** A new tensor like `like`, by its elements. */
export function each(like: Tensor, element: (value: number, index: number) => number): Tensor {
  return tensor(Float64Array.from(like.data, element), like.shape, like);
}

/** What a wrong gradient may look at. */
interface Call {
  readonly x: Tensor;
  readonly dy: Tensor;
  readonly params: Params;
  readonly ctx: ForwardContext;
  readonly rows: number;
  /** Numbers of one row. */
  readonly width: number;
  /** How many times backward of this layer was called, this time included. */
  readonly call: number;
  /** How many times backward of this forward was. */
  readonly again: number;
}

/** y = x + x^2 / 4, smooth everywhere, with `dx` changed where it is wrong. */
export function bent(wrong: boolean, dx: (value: number, index: number, call: Call) => number): StrangePiece {
  let call = 0;
  return layerPiece(() => ({
    forward(params, x, ctx): Forward {
      let again = 0;
      return {
        y: map(x, (v) => v + (v * v) / 4),
        backward(dy) {
          call++;
          again++;
          const right = multiply(
            dy,
            map(x, (v) => 1 + v / 2),
          );
          const rows = x.shape[0] ?? 0;
          const about = { x, dy, params, ctx, rows, width: x.size / rows, call, again };
          return { dx: wrong ? each(right, (value, i) => dx(value, i, about)) : right, grads: {} };
        },
      };
    },
  }));
}

/** y = x + x^2 / 4 + b, with `db` changed where it is wrong. */
export function shifted(
  wrong: boolean,
  db: (value: number, index: number, call: Omit<Call, "call" | "again">) => number,
): StrangePiece {
  return layerPiece((inShape, ctx) => ({
    paramShapes: { b: inShape },
    init: (rng) => ({
      b: tensor(
        Float64Array.from({ length: sizeOf(inShape) }, () => rng.normal()),
        inShape,
        ctx,
      ),
    }),
    forward(params, x, context) {
      const { b } = params;
      const width = sizeOf(inShape);
      return {
        y: each(x, (v, i) => v + (v * v) / 4 + (b?.data[i % width] ?? 0)),
        backward(dy) {
          const rows = x.shape[0] ?? 0;
          const sums = new Float64Array(width);
          for (let i = 0; i < dy.size; i++) sums[i % width] += dy.data[i];
          const about = { x, dy, params, ctx: context, rows, width };
          const changed = wrong ? sums.map((value, i) => db(value, i, about)) : sums;
          const dx = multiply(
            dy,
            map(x, (v) => 1 + v / 2),
          );
          return { dx, grads: { b: tensor(changed, inShape, x) } };
        },
      };
    },
  }));
}

/** Rows of a tensor as arrays. */
export function rowsOf({ data, shape }: Tensor): readonly (readonly number[])[] {
  const rows = shape[0] ?? 0;
  const width = data.length / rows;
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: width }, (_, i) => data[row * width + i]),
  );
}

/** A loss for values, the mean over the batch of `sum of (x - t)^2 / 2 + (x - t)^4 / 8`, with `dx` changed where it is
 *  wrong. */
export function distance(
  wrong: boolean,
  dx: (value: number, index: number, call: LossCall) => number,
  draw: (normal: () => number) => number = (normal) => normal(),
): StrangePiece {
  let call = 0;
  return {
    kind: "loss",
    definition: {
      ...about,
      create: (_options, inShape, ctx) => ({
        type: "Strange",
        outShape: inShape,
        targets: "values",
        predict: (x) => x,
        exampleTargets: (batch, rng) =>
          tensor(
            Float64Array.from({ length: batch * sizeOf(inShape) }, () => draw(() => rng.normal())),
            [batch, ...inShape],
            ctx,
          ),
        forward(x, t) {
          const rows = x.shape[0] ?? 0;
          let loss = 0;
          for (let i = 0; i < x.size; i++) {
            const e = x.data[i] - t.data[i];
            loss += (e * e) / 2 + e ** 4 / 8;
          }
          return {
            loss: loss / rows,
            y: x,
            backward(dloss = 1) {
              call++;
              const right = each(x, (v, i) => {
                const e = v - t.data[i];
                return ((e + e ** 3 / 2) * dloss) / rows;
              });
              const about = { x, t, rows, dloss, call, width: x.size / rows };
              return { dx: wrong ? each(right, (value, i) => dx(value, i, about)) : right };
            },
          };
        },
      }),
    },
  };
}

/** What a wrong gradient of a loss may look at. */
interface LossCall {
  readonly x: Tensor;
  readonly t: Tensor;
  readonly rows: number;
  readonly dloss: number;
  readonly call: number;
  readonly width: number;
}

/** Softmax and cross entropy for classes, with `dx` changed where it is wrong. */
export function crossEntropy(
  wrong: boolean,
  dx: (value: number, index: number, call: LossCall) => number,
): StrangePiece {
  let call = 0;
  return {
    kind: "loss",
    definition: {
      ...about,
      create: (_options, inShape, ctx) => {
        const classes = sizeOf(inShape);
        const probabilities = (x: Tensor) => {
          const all = rowsOf(x).flatMap((row) => {
            const most = Math.max(...row);
            const powers = row.map((v) => Math.exp(v - most));
            const sum = powers.reduce((a, b) => a + b, 0);
            return powers.map((power) => power / sum);
          });
          return tensor(all, x.shape, x);
        };
        return {
          type: "Strange",
          outShape: inShape,
          targets: "classes",
          predict: probabilities,
          exampleTargets: (batch, rng) => tensor(rng.integers(classes, batch), [batch], ctx),
          forward(x, t) {
            const rows = x.shape[0] ?? 0;
            const y = probabilities(x);
            const losses = rowsOf(x).map((row, r) => {
              const most = Math.max(...row);
              const sum = row.reduce((total, v) => total + Math.exp(v - most), 0);
              return Math.log(sum) + most - row[t.data[r]];
            });
            return {
              loss: losses.reduce((a, b) => a + b, 0) / rows,
              y,
              backward(dloss = 1) {
                call++;
                const right = each(y, (p, i) => {
                  const own = t.data[Math.floor(i / classes)] === i % classes ? 1 : 0;
                  return ((p - own) * dloss) / rows;
                });
                const about = { x, t, rows, dloss, call, width: classes };
                return { dx: wrong ? each(right, (value, i) => dx(value, i, about)) : right };
              },
            };
          },
        };
      },
    },
  };
}

/** A loss for values by its formula for one element, `f`, and its `slope` by x: the mean over the batch of the sum.
 *  draw: one target */
export function valueLoss({
  f,
  slope,
  draw = (normal) => normal(),
  round = (loss) => loss,
}: {
  readonly f: (x: number, t: number) => number;
  readonly slope: (x: number, t: number) => number;
  readonly draw?: (normal: () => number) => number;
  readonly round?: (loss: number) => number;
}): StrangePiece {
  return {
    kind: "loss",
    definition: {
      ...about,
      create: (_options, inShape, ctx) => ({
        type: "Strange",
        outShape: inShape,
        targets: "values",
        predict: (x) => x,
        exampleTargets: (batch, rng) =>
          tensor(
            Float64Array.from({ length: batch * sizeOf(inShape) }, () => draw(() => rng.normal())),
            [batch, ...inShape],
            ctx,
          ),
        forward(x, t) {
          const rows = x.shape[0] ?? 0;
          let sum = 0;
          for (let i = 0; i < x.size; i++) sum = round(sum + f(x.data[i], t.data[i]));
          const dx = each(x, (v, i) => slope(v, t.data[i]) / rows);
          return {
            loss: sum / rows,
            y: x,
            backward: (dloss = 1) => ({ dx: each(dx, (value) => value * dloss) }),
          };
        },
      }),
    },
  };
}
