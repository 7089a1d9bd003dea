import type { FloatArray } from "../../dtype.js";
import type { MatmulLayout, Team } from "../../engine.js";
import type { Flag } from "./kernel-exports.js";
import { cut } from "./team.js";

/** A part of a product, as the kernels take it: rows or columns of the result, by the addresses of its first numbers and
 *  the width of each matrix's stored rows. */
export type ProductPart = readonly [
  out: number,
  a: number,
  b: number,
  m: number,
  n: number,
  k: number,
  transposeA: Flag,
  transposeB: Flag,
  widthA: number,
  widthB: number,
  widthOut: number,
];

/** Operands of a product, in an engine's memory. */
export interface ProductOperands {
  readonly out: FloatArray;
  readonly a: FloatArray;
  readonly b: FloatArray;
}

/** What a part's columns, or rows, are a multiple of: lines of memory, and the kernels' tiles. */
const [columnUnit, rowUnit] = [16, 4];

/** Multiplications that a part should have. Each reads and packs all of one operand, which costs more than a late thread
 *  does: below this, each thread has one part. */
const leastOfPart = 2 ** 30;

/** A product cut into parts, one or more for each thread: along the longer side of the result, so that both read least. */
function productParts(
  operands: ProductOperands,
  layout: MatmulLayout,
  threads: number,
): readonly ProductPart[] {
  const { m, n, k } = layout;
  const along = n >= m ? "columns" : "rows";
  const [length, across, unit] = along === "rows" ? [m, n, rowUnit] : [n, m, columnUnit];
  const least = leastOfPart / (across * k);
  return cut(length, { unit, least, threads }).map((range) => partOf(operands, layout, along, range));
}

function partOf(
  { out, a, b }: ProductOperands,
  { m, n, k, transposeA, transposeB }: MatmulLayout,
  along: "rows" | "columns",
  [begin, end]: readonly [number, number],
): ProductPart {
  const size = out.BYTES_PER_ELEMENT;
  const [widthA, widthB] = [transposeA ? m : k, transposeB ? k : n];
  const [row, column] = along === "rows" ? [begin, 0] : [0, begin];
  return [
    out.byteOffset + (row * n + column) * size,
    a.byteOffset + row * (transposeA ? 1 : widthA) * size,
    b.byteOffset + column * (transposeB ? widthB : 1) * size,
    along === "rows" ? end - begin : m,
    along === "rows" ? n : end - begin,
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
  /** Its name among the helpers' kernels. */
  readonly kernel: string;
  /** The same on this thread. */
  own(part: ProductPart): void;
  /** All of it on this thread; only where that gives the bits of the parts. */
  whole?(): void;
  /** Multiplications from which sharing pays. */
  readonly least: number;
}

/** Computes a product by a team. Returns false, with nothing done, where it is too small for that. */
export function shareProduct(
  team: Team,
  operands: ProductOperands,
  layout: MatmulLayout,
  { least, ...how }: SharedProduct,
): boolean {
  const work = layout.m * layout.n * layout.k;
  if (work < least) return false;
  team.run({ ...how, work, parts: () => productParts(operands, layout, team.count) });
  return true;
}
