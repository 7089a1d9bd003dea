import { defined } from "@retrograd/core";
import type { LibraryHandle } from "koffi";
import type { BlasLibrary } from "./blas-library.js";

/** What a library reports about itself. */
type Identity = Pick<
  BlasLibrary,
  "name" | "version" | "processor" | "threads" | "setThreads" | "smallWork"
> & {
  readonly wideIntegers: boolean;
};

/** The processors for which OpenBLAS has kernels of small products, those with AVX-512, and the multiplications up to which it
 *  uses them. */
const smallProducts = { processors: ["SkylakeX", "Cooperlake", "SapphireRapids"], work: 1e6 };

/** Identifies a library, and sets how many threads a product may use. */
export function identifyBlas(handle: LibraryHandle, path: string, threads: number): Identity {
  return (
    openblas(handle, threads) ??
    mkl(handle, threads) ??
    blis(handle, threads) ?? {
      name: path.endsWith("/Accelerate") ? "Accelerate" : "BLAS",
      wideIntegers: false,
    }
  );
}

function openblas(handle: LibraryHandle, threads: number): Identity | undefined {
  const config = optional(handle, "const char *openblas_get_config(void)");
  if (config === undefined) return undefined;
  // "OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH NO_AFFINITY SkylakeX MAX_THREADS=64"
  const words = String(config()).split(" ");
  const version = words[1];
  const corename = optional(handle, "const char *openblas_get_corename(void)");
  const processor = corename && String(corename());
  const setThreads = optional(handle, "void openblas_set_num_threads(int)");
  setThreads?.(threads);
  const getThreads = optional(handle, "int openblas_get_num_threads(void)");
  return {
    name: "OpenBLAS",
    ...defined({
      version,
      processor,
      threads: getThreads && Number(getThreads()),
      setThreads,
      smallWork: smallProducts.processors.includes(processor ?? "") ? smallProducts.work : undefined,
    }),
    wideIntegers: words.includes("USE64BITINT"),
  };
}

function mkl(handle: LibraryHandle, threads: number): Identity | undefined {
  const setThreads = optional(handle, "void MKL_Set_Num_Threads(int)");
  if (setThreads === undefined) return undefined;
  setThreads(threads);
  const getThreads = optional(handle, "int MKL_Get_Max_Threads(void)");
  return {
    name: "MKL",
    ...defined({ threads: getThreads && Number(getThreads()) }),
    setThreads,
    wideIntegers: false,
  };
}

function blis(handle: LibraryHandle, threads: number): Identity | undefined {
  const version = optional(handle, "const char *bli_info_get_version_str(void)");
  if (version === undefined) return undefined;
  const setThreads = optional(handle, "void bli_thread_set_num_threads(int64_t)");
  setThreads?.(threads);
  const getThreads = optional(handle, "int64_t bli_thread_get_num_threads(void)");
  return {
    name: "BLIS",
    version: String(version()),
    ...defined({ threads: getThreads && Number(getThreads()), setThreads }),
    wideIntegers: false,
  };
}

/** A function of the library; undefined if the library does not have it. */
function optional(
  handle: LibraryHandle,
  prototype: string,
): ((...args: readonly unknown[]) => unknown) | undefined {
  try {
    return handle.func(prototype);
  } catch {
    return undefined;
  }
}
