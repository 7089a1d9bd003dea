import {
  add,
  addRow,
  matmul,
  permute,
  reshape,
  type Shape,
  sumRows,
  type Tensor,
  tensor,
  zeros,
} from "@retrograd/core";
import type { BuildContext, ForwardContext, Initializer } from "@retrograd/plugin";
import type { Rotation } from "../positions/rotation.js";
import { scaledDotProduct } from "./scaled-dot-product.js";

/** Parameters of attention: maps to queries, keys and values, and of the heads' outputs. [in, width] and [width] each */
export type AttentionParams = {
  readonly Wq: Tensor;
  readonly bq: Tensor;
  readonly Wk: Tensor;
  readonly Wv: Tensor;
  readonly bv: Tensor;
  readonly Wo: Tensor;
  readonly bo: Tensor;
};

/** Lengths of the vectors of an attention: of its queries and outputs, and of what it attends to. */
export interface AttentionSizes {
  readonly width: number;
  readonly other: number;
}

/** Shapes of the parameters. Keys have no bias: it would add the same number to all scores of a query, and softmax ignores it. */
export function attentionShapes({
  width,
  other,
}: AttentionSizes): Readonly<Record<keyof AttentionParams, Shape>> {
  return {
    Wq: [width, width],
    bq: [width],
    Wk: [other, width],
    Wv: [other, width],
    bv: [width],
    Wo: [width, width],
    bo: [width],
  };
}

/** Draws the matrices by an initializer; biases begin at 0. */
export function initAttention(
  sizes: AttentionSizes,
  ctx: BuildContext,
  draw: (count: number, fan: Parameters<Initializer>[1]) => ReturnType<Initializer>,
): AttentionParams {
  const { width, other } = sizes;
  const matrix = (inputs: number) =>
    tensor(draw(inputs * width, { in: inputs, out: width }), [inputs, width], ctx);
  const bias = () => zeros([width], ctx);
  return {
    Wq: matrix(width),
    bq: bias(),
    Wk: matrix(other),
    Wv: matrix(other),
    bv: bias(),
    Wo: matrix(width),
    bo: bias(),
  };
}

/** What attention reads, and how. */
export interface AttentionInputs {
  /** [batch, time, width] */
  readonly x: Tensor;
  /** What x attends to: [batch, times, other]. Default: x itself. */
  readonly memory?: Tensor;
  readonly heads: number;
  /** The mask of the scores, as of scaledDotProduct. */
  readonly mask: Tensor | undefined;
  readonly rotation?: Rotation | undefined;
}

/** Gradients of attention. */
interface AttentionGradients {
  readonly dx: Tensor;
  /** Where there is a memory. */
  readonly dmemory: Tensor | undefined;
  readonly grads: AttentionParams;
}

/** Attention with several heads: each attends with its part of the queries, keys and values; their outputs form one vector.
 *  y: [batch, time, width] */
export function multiHead(
  params: AttentionParams,
  { x, memory, heads, mask, rotation }: AttentionInputs,
  { needsParamGradients = true }: Pick<ForwardContext, "needsParamGradients">,
): { readonly y: Tensor; backward(dy: Tensor): AttentionGradients } {
  const { Wq, bq, Wk, Wv, bv, Wo, bo } = params;
  const rows = rowsOf(x);
  const otherRows = memory === undefined ? rows : rowsOf(memory);
  const source = memory ?? x;
  const turned = (q: Tensor, by: "rotate" | "unrotate") => {
    if (rotation === undefined) return q;
    const [batch = 0, count = 0, time = 0, size = 0] = q.shape;
    return reshape(rotation[by](reshape(q, [batch * count, time, size])), q.shape);
  };
  const attended = scaledDotProduct(
    {
      q: turned(split(addRow(matmul(rows, Wq), bq), x, heads), "rotate"),
      k: turned(split(matmul(otherRows, Wk), source, heads), "rotate"),
      v: split(addRow(matmul(otherRows, Wv), bv), source, heads),
    },
    mask,
  );
  const joined = merge(attended.y);
  return {
    y: reshape(addRow(matmul(joined, Wo), bo), x.shape),
    backward(upstream) {
      const dy = reshape(upstream, joined.shape);
      const back = attended.backward(split(matmul(dy, Wo, { transposeB: true }), x, heads));
      const dq = merge(turned(back.q, "unrotate"));
      const dk = merge(turned(back.k, "unrotate"));
      const dv = merge(back.v);
      const gradient = (input: Tensor, output: Tensor) => matmul(input, output, { transposeA: true });
      const grads = needsParamGradients
        ? {
            Wq: gradient(rows, dq),
            bq: sumRows(dq),
            Wk: gradient(otherRows, dk),
            Wv: gradient(otherRows, dv),
            bv: sumRows(dv),
            Wo: gradient(joined, dy),
            bo: sumRows(dy),
          }
        : // a frozen layer has no gradients to return, as the contract allows
          ({} as AttentionParams);
      const ofQueries = matmul(dq, Wq, { transposeB: true });
      const ofOthers = add(matmul(dk, Wk, { transposeB: true }), matmul(dv, Wv, { transposeB: true }));
      if (memory === undefined)
        return { dx: reshape(add(ofQueries, ofOthers), x.shape), dmemory: undefined, grads };
      return { dx: reshape(ofQueries, x.shape), dmemory: reshape(ofOthers, memory.shape), grads };
    },
  };
}

/** [batch, time, size] -> [batch time, size] */
function rowsOf(x: Tensor): Tensor {
  const [batch = 0, time = 0, size = 0] = x.shape;
  return reshape(x, [batch * time, size]);
}

/** The part of each head: [batch time, width] -> [batch, heads, time, width / heads]. like: [batch, time, ...] */
function split(rows: Tensor, { shape: [batch = 0, time = 0] }: Tensor, heads: number): Tensor {
  const width = rows.shape[1] ?? 0;
  return permute(reshape(rows, [batch, time, heads, width / heads]), [0, 2, 1, 3]);
}

/** The parts of the heads as one vector for each step: [batch, heads, time, size] -> [batch time, heads size] */
function merge(parts: Tensor): Tensor {
  const [batch = 0, heads = 0, time = 0, size = 0] = parts.shape;
  return reshape(permute(parts, [0, 2, 1, 3]), [batch * time, heads * size]);
}
