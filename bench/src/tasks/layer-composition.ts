import {
  add,
  broadcastAxis,
  col2im,
  im2col,
  matmul,
  matmulBatched,
  permute,
  reshape,
  type Shape,
  scale,
  softmaxGradient,
  softmaxLast,
  sumAxis,
  sumRows,
  type Tensor,
  type Windows,
} from "@retrograd/core";

/** A convolution with bias, forward and backward, as the products of columns [channels kernel, batch windows].
 *  x: [batch, channels, height, width], W: [filters, channels kernel], b: [filters], dy: [batch, filters, windows] */
export function convolution(
  { x, W, b, dy }: { readonly [name in "x" | "W" | "b" | "dy"]: Tensor },
  windows: Windows,
): readonly Tensor[] {
  const [batch, filters, count] = dy.shape;
  const columns = im2col(x, windows);
  const maps = matmul(W, columns);
  const y = broadcastAxis(add, permute(reshape(maps, [filters, batch, count]), [1, 0, 2]), b, 1);
  const dMaps = reshape(permute(dy, [1, 0, 2]), maps.shape);
  const dW = matmul(dMaps, columns, { transposeB: true });
  const dx = col2im(matmul(W, dMaps, { transposeA: true }), x.shape, windows);
  return [y, dx, dW, sumAxis(dMaps, 1)];
}

/** Self-attention with four products with [width, width] and a bias on the last, forward and backward.
 *  x, dy: [batch, time, width] */
export function attention(
  { x, dy, b }: { readonly [name in "x" | "dy" | "b"]: Tensor },
  [query, key, value, out]: readonly Tensor[],
  heads: number,
): readonly Tensor[] {
  const [batch, time, width] = x.shape;
  const rows: Shape = [batch * time, width];
  const size = width / heads;
  const split = (a: Tensor) =>
    reshape(permute(reshape(a, [batch, time, heads, size]), [0, 2, 1, 3]), [batch * heads, time, size]);
  const merge = (a: Tensor) => reshape(permute(reshape(a, [batch, heads, time, size]), [0, 2, 1, 3]), rows);
  const flat = reshape(x, rows);
  const [q, k, v] = [query, key, value].map((W) => split(matmul(flat, W)));
  const factor = 1 / Math.sqrt(size);
  const weights = softmaxLast(scale(matmulBatched(q, k, { transposeB: true }), factor));
  const context = merge(matmulBatched(weights, v));
  const product = matmul(context, out);
  const y = broadcastAxis(add, product, b, 1);

  const upstream = reshape(dy, rows);
  const dContext = split(matmul(upstream, out, { transposeB: true }));
  const dWeights = matmulBatched(dContext, v, { transposeB: true });
  const dScores = scale(softmaxGradient(dWeights, weights), factor);
  const parts = [
    merge(matmulBatched(dScores, k)),
    merge(matmulBatched(dScores, q, { transposeA: true })),
    merge(matmulBatched(weights, dContext, { transposeA: true })),
  ];
  const dxs = parts.map((part, i) => matmul(part, [query, key, value][i], { transposeB: true }));
  const dWs = parts.map((part) => matmul(flat, part, { transposeA: true }));
  return [
    ...[y, add(add(dxs[0], dxs[1]), dxs[2]), ...dWs],
    ...[matmul(context, upstream, { transposeA: true }), sumRows(upstream)],
  ];
}
