import type { FloatArray } from "../../dtype.js";
import type { BatchedMatmulLayout, MatmulLayout, Team } from "../../engine.js";
import { partition, type Range } from "./partition.js";
import type { BatchedProductPart, ProductPart } from "./product-parts.js";

/** Where an operand of a product begins, and the bytes of a number: a view of an engine's memory, or an address. */
type ProductOperand = Pick<FloatArray, "byteOffset" | "BYTES_PER_ELEMENT">;

/** Operands of a product, in one memory. */
export interface ProductOperands {
  readonly out: ProductOperand;
  readonly a: ProductOperand;
  readonly b: ProductOperand;
}

/** Parts start at multiples of these columns or rows: lines of memory, and the kernels' tiles. */
const [columnUnit, rowUnit] = [16, 4];

/** Multiplications from which a thread gets more than one part. Each part reads and packs all of one operand; for smaller
 *  products that costs more than a late thread does. */
const minimumPartWork = 2 ** 30;

/** Partitions a product along the longer side of the result, so that the parts read as little as possible. */
function productParts(
  operands: ProductOperands,
  layout: MatmulLayout,
  threads: number,
): readonly ProductPart[] {
  const { m, n, k } = layout;
  const side = n >= m ? "columns" : "rows";
  const [length, across, unit] = side === "rows" ? [m, n, rowUnit] : [n, m, columnUnit];
  const minimum = minimumPartWork / (across * k);
  return partition(length, { unit, minimum, threads }).map((range) => partOf(operands, layout, side, range));
}

/** Partitions a product into `count` neighbouring ranges of rows of about one size. */
export function rowParts(
  operands: ProductOperands,
  layout: MatmulLayout,
  count: number,
): readonly ProductPart[] {
  const ranges = partition(layout.m, { unit: 1, minimum: layout.m, threads: count });
  return ranges.map((range) => partOf(operands, layout, "rows", range));
}

function partOf(
  { out, a, b }: ProductOperands,
  { m, n, k, transposeA, transposeB }: MatmulLayout,
  side: "rows" | "columns",
  [begin, end]: Range,
): ProductPart {
  const size = out.BYTES_PER_ELEMENT;
  const [widthA, widthB] = [transposeA ? m : k, transposeB ? k : n];
  const [row, column] = side === "rows" ? [begin, 0] : [0, begin];
  return [
    out.byteOffset + (row * n + column) * size,
    a.byteOffset + row * (transposeA ? 1 : widthA) * size,
    b.byteOffset + column * (transposeB ? widthB : 1) * size,
    side === "rows" ? end - begin : m,
    side === "rows" ? n : end - begin,
    k,
    transposeA ? 1 : 0,
    transposeB ? 1 : 0,
    widthA,
    widthB,
    n,
  ];
}

/** How a product is shared. */
export interface SharedProduct {
  /** Name of the kernel that the helpers run. */
  readonly kernel: string;
  /** Runs the same kernel on this thread. */
  runOnThisThread(part: ProductPart): void;
  /** Computes the whole product on this thread. Leave it out if that gives other bits than the parts. */
  runWhole?(): void;
  /** Multiplications from which sharing is faster. */
  readonly minimumWork: number;
}

/** Computes a product on the threads of a team. Returns false, and computes nothing, if the product is too small. */
export function shareProduct(
  team: Team,
  operands: ProductOperands,
  layout: MatmulLayout,
  { minimumWork, ...job }: SharedProduct,
): boolean {
  const work = layout.m * layout.n * layout.k;
  if (work < minimumWork) return false;
  team.run({ ...job, work, parts: () => productParts(operands, layout, team.count) });
  return true;
}

/** How a batch of products is computed. */
export interface SharedBatch {
  /** Name of the kernel that the helpers run. */
  readonly kernel: string;
  /** Runs the same kernel on this thread. */
  runOnThisThread(part: BatchedProductPart): void;
  /** Multiplications from which sharing is faster. */
  readonly minimumWork: number;
}

/** Computes a batch of products, on the threads of a team if there is one and the work is large. Each product is computed as a
 *  whole, so the bits do not depend on the threads. */
export function computeBatch(
  team: Team | undefined,
  operands: ProductOperands,
  layout: BatchedMatmulLayout,
  { kernel, runOnThisThread, minimumWork }: SharedBatch,
): void {
  const { batch, m, n, k } = layout;
  if (batch === 0) return;
  const runWhole = () => runOnThisThread(partOfBatch(operands, layout, [0, batch]));
  const work = batch * m * n * k;
  if (team === undefined || work < minimumWork) {
    runWhole();
    return;
  }
  const minimum = (minimumWork / 2) * (batch / work);
  const parts = () =>
    partition(batch, { unit: 1, minimum, threads: team.count }).map((range) =>
      partOfBatch(operands, layout, range),
    );
  team.run({ kernel, work, parts, runOnThisThread, runWhole });
}

function partOfBatch(
  { out, a, b }: ProductOperands,
  { m, n, k, transposeA, transposeB, sharedA, sharedB }: BatchedMatmulLayout,
  [begin, end]: Range,
): BatchedProductPart {
  const size = out.BYTES_PER_ELEMENT;
  const [strideA, strideB] = [sharedA ? 0 : m * k, sharedB ? 0 : k * n];
  return [
    out.byteOffset + begin * m * n * size,
    a.byteOffset + begin * strideA * size,
    b.byteOffset + begin * strideB * size,
    m,
    n,
    k,
    transposeA ? 1 : 0,
    transposeB ? 1 : 0,
    end - begin,
    strideA,
    strideB,
  ];
}
