import process from "node:process";
import { type Engine, type Kernels, RetrogradError } from "@retrograd/core";
import { type BlasLibrary, describeBlas } from "./blas-library.js";
import { type FindBlasOptions, findBlas, installAdvice } from "./find-blas.js";

/** What a BLAS engine is made of, and where its library is looked for. */
export interface BlasEngineOptions extends FindBlasOptions {
  /** Gives the memory, the scopes and every kernel but the matrix product. */
  readonly base: Engine;
}

/** A new engine: everything of `base`, with matrix products computed by the machine's BLAS.
 *  @throws RetrogradError E_ENGINE when no library is usable, with every place looked at and how to install one */
export function createBlasEngine({ base, ...options }: BlasEngineOptions): Engine {
  const { library, failed } = findBlas(options);
  if (library === undefined) {
    const places = failed.map(({ place, reason }) => `\n  ${place}: ${reason}`).join("");
    const platform = options.platform ?? process.platform;
    throw new RetrogradError(
      "E_ENGINE",
      `engine blas: no usable BLAS library found; ${installAdvice(platform)}. Looked for:${places || " nothing"}`,
      { data: { failed } },
    );
  }
  return withBlas(base, library);
}

/** A new engine: everything of `base`, with matrix products computed by `library` on the same memory.
 *  Results may differ from another engine's, or another machine's, in the last bits. */
export function withBlas(base: Engine, library: BlasLibrary): Engine {
  const { product } = library;
  const kernels: Kernels = {
    ...base.kernels,
    matmul(out, a, b, layout) {
      // BLAS libraries disagree about empty operands
      if (layout.k === 0) out.fill(0);
      else if (layout.m > 0 && layout.n > 0) product(out, a, b, layout);
    },
  };
  return {
    name: "blas",
    description: `${describeBlas(library)}, through koffi; the rest by ${base.description}`,
    kernels,
    allocate: (dtype, length, lifetime) => base.allocate(dtype, length, lifetime),
    openScope: () => base.openScope(),
    closeScope: () => base.closeScope(),
  };
}
