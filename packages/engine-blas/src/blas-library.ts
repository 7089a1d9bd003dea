import type { DType, FloatArray, MatmulLayout, ProductPart } from "@retrograd/core";

/** Writes out [m, n] = op(a) op(b), row-major, by one call of a BLAS library. m, n and k are at least 1. */
export type Product = (out: FloatArray, a: FloatArray, b: FloatArray, layout: MatmulLayout) => void;

/** A loaded BLAS library whose products have been checked. */
export interface BlasLibrary {
  /** "OpenBLAS", "MKL", "BLIS", "Accelerate", or "BLAS" if unknown. */
  readonly name: string;
  /** As the library reports it: "0.3.21". */
  readonly version?: string;
  /** The processor that its kernels were chosen for: "SkylakeX". */
  readonly processor?: string;
  /** Argument of the system's loader: a path, or a name that it looks up. */
  readonly path: string;
  /** Threads that a product may use; undefined if the library decides. One number for the whole process. */
  readonly threads?: number;
  /** Multiplications of a product up to which the library has faster kernels, which copy no operand; undefined if there are none
   *  or it is unknown. */
  readonly smallWork?: number;
  readonly product: Product;
  /** Computes a part of a product. memory: the address of the memory that holds the operands */
  readonly part: (dtype: DType, memory: number, part: ProductPart) => void;
  /** Address of the first number of a view. */
  readonly addressOf: (view: FloatArray) => number;
  /** Sets the number of threads of the whole process; undefined if the library decides. */
  readonly setThreads?: (threads: number) => void;
}

/** A description of a library: "OpenBLAS 0.3.21 (SkylakeX), 2 threads". Without a version it shows the path. */
export function describeBlas(
  library: Pick<BlasLibrary, "name" | "version" | "processor" | "path" | "threads">,
): string {
  const { name, version, processor, path, threads } = library;
  const numbered = `${name} ${version ?? path}`;
  const tuned = processor === undefined ? numbered : `${numbered} (${processor})`;
  if (threads === undefined) return `${tuned}, its own number of threads`;
  return `${tuned}, ${threads} ${threads === 1 ? "thread" : "threads"}`;
}
