// out [m, n] = op(a) op(b), blocked and packed.
// Source: K. Goto, R. van de Geijn, "Anatomy of high-performance matrix multiplication", 2008.
import { pack } from "./pack";
import { narrowTile, TILE_BYTES, TILE_ROWS, tile } from "./tile";

// Sizes of the blocks; they decide the order of the sums and so the bits.
const BLOCK_K: usize = 256;
const BLOCK_M: usize = 128;
const BLOCK_N: usize = 1024;

/** Products up to this many steps are taken by plain loops. */
const SMALL: f64 = 512;

/** Bytes that a product needs for its packed blocks. */
export function matmulScratch(): usize {
  return (BLOCK_M + BLOCK_N) * BLOCK_K * sizeof<f64>();
}

function plain<T>(
  out: usize, a: usize, b: usize, m: usize, n: usize, k: usize,
  rowA: usize, stepA: usize, stepB: usize, columnB: usize, rowOut: usize,
): void {
  for (let i: usize = 0; i < m; i++) {
    for (let j: usize = 0; j < n; j++) {
      let atA = a + i * rowA;
      let atB = b + j * columnB;
      let total: T = 0;
      for (let p: usize = 0; p < k; p++, atA += stepA, atB += stepB) total += load<T>(atA) * load<T>(atB);
      store<T>(out + i * rowOut + j * sizeof<T>(), total);
    }
  }
}

/** One packed block of a times one of b, tile by tile. */
function multiplyBlocks<T>(
  out: usize, stride: usize, a: usize, b: usize, rows: usize, columns: usize, steps: usize, adds: bool,
): void {
  const width = TILE_BYTES / sizeof<T>();
  for (let j: usize = 0; j < columns; j += width) {
    const bytes = min<usize>(width, columns - j) * sizeof<T>();
    const panelB = b + j * steps * sizeof<T>();
    for (let i: usize = 0; i < rows; i += TILE_ROWS) {
      const panelA = a + i * steps * sizeof<T>();
      const to = out + i * stride + j * sizeof<T>();
      const height = min<usize>(TILE_ROWS, rows - i);
      if (bytes > 16) tile<T>(to, stride, panelA, panelB, steps, height, bytes, adds);
      else narrowTile<T>(to, stride, panelA, panelB, steps, height, bytes, adds);
    }
  }
}

/** widthA, widthB, widthOut: numbers from one stored row to the next. Each number of the result is summed in an order
 *  that depends on k alone, so rows or columns of the result may be computed apart and have the same bits. */
function matmul<T>(
  out: usize, a: usize, b: usize, m: usize, n: usize, k: usize, transposeA: bool, transposeB: bool,
  widthA: usize, widthB: usize, widthOut: usize, scratch: usize,
): void {
  const size = sizeof<T>();
  const rowA = transposeA ? size : widthA * size;
  const stepA = transposeA ? widthA * size : size;
  const stepB = transposeB ? size : widthB * size;
  const columnB = transposeB ? widthB * size : size;
  const rowOut = widthOut * size;
  if (<f64>m * <f64>n * <f64>k <= SMALL) {
    plain<T>(out, a, b, m, n, k, rowA, stepA, stepB, columnB, rowOut);
    return;
  }
  const blockA = scratch;
  const blockB = scratch + BLOCK_M * BLOCK_K * size;
  for (let j: usize = 0; j < n; j += BLOCK_N) {
    const columns = min<usize>(BLOCK_N, n - j);
    for (let p: usize = 0; p < k; p += BLOCK_K) {
      const steps = min<usize>(BLOCK_K, k - p);
      pack<T>(blockB, b + p * stepB + j * columnB, columnB, stepB, steps, columns, TILE_BYTES / size);
      for (let i: usize = 0; i < m; i += BLOCK_M) {
        const rows = min<usize>(BLOCK_M, m - i);
        pack<T>(blockA, a + i * rowA + p * stepA, rowA, stepA, steps, rows, TILE_ROWS);
        multiplyBlocks<T>(out + i * rowOut + j * size, rowOut, blockA, blockB, rows, columns, steps, p > 0);
      }
    }
  }
}

/** `batch` products, whose operands lie strideA and strideB numbers apart: 0 for one operand of all. */
function matmulBatched<T>(
  out: usize, a: usize, b: usize, m: usize, n: usize, k: usize, transposeA: bool, transposeB: bool,
  batch: usize, strideA: usize, strideB: usize, scratch: usize,
): void {
  const size = sizeof<T>();
  const widthA = transposeA ? m : k;
  const widthB = transposeB ? k : n;
  for (let i: usize = 0; i < batch; i++) {
    matmul<T>(out, a, b, m, n, k, transposeA, transposeB, widthA, widthB, n, scratch);
    out += m * n * size;
    a += strideA * size;
    b += strideB * size;
  }
}

export function matmulBatchedF32(
  out: usize, a: usize, b: usize, m: usize, n: usize, k: usize, transposeA: bool, transposeB: bool,
  batch: usize, strideA: usize, strideB: usize, scratch: usize,
): void {
  matmulBatched<f32>(out, a, b, m, n, k, transposeA, transposeB, batch, strideA, strideB, scratch);
}

export function matmulBatchedF64(
  out: usize, a: usize, b: usize, m: usize, n: usize, k: usize, transposeA: bool, transposeB: bool,
  batch: usize, strideA: usize, strideB: usize, scratch: usize,
): void {
  matmulBatched<f64>(out, a, b, m, n, k, transposeA, transposeB, batch, strideA, strideB, scratch);
}

export function matmulF32(
  out: usize, a: usize, b: usize, m: usize, n: usize, k: usize, transposeA: bool, transposeB: bool,
  widthA: usize, widthB: usize, widthOut: usize, scratch: usize,
): void {
  matmul<f32>(out, a, b, m, n, k, transposeA, transposeB, widthA, widthB, widthOut, scratch);
}

export function matmulF64(
  out: usize, a: usize, b: usize, m: usize, n: usize, k: usize, transposeA: bool, transposeB: bool,
  widthA: usize, widthB: usize, widthOut: usize, scratch: usize,
): void {
  matmul<f64>(out, a, b, m, n, k, transposeA, transposeB, widthA, widthB, widthOut, scratch);
}
