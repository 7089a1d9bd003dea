import { matmul, matmulBatched, reshape, type Tensor } from "@retrograd/core";

/** Matrix products of groups of rows, one below the other: y_g = op(a_g) op(b_g).
 *  a: [groups m, k] (transposed: [groups k, m]), b: [groups k, n] (transposed: [groups n, k]) -> y: [groups m, n] */
export function groupedProduct(
  a: Tensor,
  b: Tensor,
  options: { readonly groups: number; readonly transposeA?: boolean; readonly transposeB?: boolean },
): Tensor {
  const { groups, ...transposes } = options;
  if (groups === 1) return matmul(a, b, transposes);
  const grouped = ({ shape: [rows = 0, columns = 0] }: Tensor) => [groups, rows / groups, columns];
  const y = matmulBatched(reshape(a, grouped(a)), reshape(b, grouped(b)), transposes);
  return reshape(y, [groups * (y.shape[1] ?? 0), y.shape[2] ?? 0]);
}
