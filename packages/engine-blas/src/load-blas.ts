import { createRequire } from "node:module";
import type { BlasLibrary } from "./blas-library.js";
import { checkProduct } from "./check-product.js";
import { productsOf } from "./gemm.js";
import { identifyBlas } from "./identify-blas.js";

/** A place without a usable library. */
export interface FailedPlace {
  readonly place: string;
  readonly reason: string;
}

/** Loads a library, sets its number of threads, and checks it.
 *  @returns the library, or why it cannot be used; never throws */
export function loadBlas(path: string, threads: number): BlasLibrary | FailedPlace {
  try {
    const koffi = loadKoffi();
    const handle = koffi.load(path);
    const { product, part } = productsOf(handle);
    const { wideIntegers, ...identity } = identifyBlas(handle, path, threads);
    const fault = wideIntegers ? "it takes 64-bit integers, 32-bit ones are needed" : checkProduct(product);
    if (fault !== undefined) return { place: path, reason: fault };
    return { ...identity, path, product, part, addressOf: (view) => Number(koffi.address(view)) };
  } catch (error) {
    return { place: path, reason: error instanceof Error ? error.message : String(error) };
  }
}

/** Loads koffi on demand: its native code may fail to load on some machines. */
function loadKoffi(): typeof import("koffi") {
  return createRequire(import.meta.url)("koffi");
}
