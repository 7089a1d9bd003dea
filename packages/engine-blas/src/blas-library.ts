import type { DType, FloatArray, MatmulLayout, ProductPart } from "@retrograd/core";

/** Writes out [m, n] = op(a) op(b), row-major, by one call of a BLAS library. m, n and k are at least 1. */
export type Product = (out: FloatArray, a: FloatArray, b: FloatArray, layout: MatmulLayout) => void;

/** A loaded BLAS library that has been seen to multiply right. */
export interface BlasLibrary {
  /** "OpenBLAS", "MKL", "BLIS", "Accelerate", or "BLAS" for one that does not say. */
  readonly name: string;
  /** As the library tells it: "0.3.21". */
  readonly version?: string;
  /** The processor that its kernels were chosen for: "SkylakeX". */
  readonly processor?: string;
  /** What the system's loader was given: a path, or a name that it looks up. */
  readonly path: string;
  /** Threads that a product may use; undefined where the library decides. One number for the whole process. */
  readonly threads?: number;
  readonly product: Product;
  /** The same for a part of a product in the memory of which the address is given. */
  readonly part: (dtype: DType, memory: number, part: ProductPart) => void;
  /** Address of the memory that a view looks at. */
  readonly addressOf: (view: FloatArray) => number;
  /** Sets the number of threads, of the whole process; undefined where the library decides. */
  readonly setThreads?: (threads: number) => void;
}

/** A library in words: "OpenBLAS 0.3.21 (SkylakeX), 2 threads"; one that tells no version by its path. */
export function describeBlas(
  library: Pick<BlasLibrary, "name" | "version" | "processor" | "path" | "threads">,
): string {
  const { name, version, processor, path, threads } = library;
  const numbered = `${name} ${version ?? path}`;
  const tuned = processor === undefined ? numbered : `${numbered} (${processor})`;
  if (threads === undefined) return `${tuned}, its own number of threads`;
  return `${tuned}, ${threads} ${threads === 1 ? "thread" : "threads"}`;
}
