import process from "node:process";
import { RetrogradError } from "@retrograd/core";
import { threadCount } from "@retrograd/core/node";
import type { BlasLibrary } from "./blas-library.js";
import { type FailedPlace, loadBlas } from "./load-blas.js";
import { type Machine, usualPlaces } from "./places.js";

/** Where to look for a BLAS library. The defaults are those of this process and machine. */
export interface FindBlasOptions {
  /** A path or a name for the system's loader; no other library is tried. */
  readonly library?: string;
  /** Threads that a product may use; see `threadCount` of @retrograd/core/node. */
  readonly threads?: number;
  /** Environment variables: RETROGRAD_BLAS, CONDA_PREFIX, and those of threads: RETROGRAD_THREADS, OPENBLAS_NUM_THREADS,
   *  OMP_NUM_THREADS. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly platform?: string;
  readonly arch?: string;
  /** Replaces the usual places. */
  readonly places?: readonly string[];
}

/** The result of a search for a BLAS library. */
export interface BlasSearch {
  /** The first library that can be used. */
  readonly library?: BlasLibrary;
  /** The places without a usable library, in the order of the search. */
  readonly failed: readonly FailedPlace[];
}

/** Looks for a BLAS library: the one of the option `library`, else that of RETROGRAD_BLAS, else the first usable one of the
 *  usual places. RETROGRAD_BLAS=none disables the search. The library is loaded, and its products are checked.
 *  @throws RetrogradError E_ENGINE when a library named so cannot be used, or the number of threads is wrong */
export function findBlas(options: FindBlasOptions = {}): BlasSearch {
  const { environment = process.env, platform = process.platform, arch = process.arch } = options;
  const threads = threadCount(options.threads, environment);
  const request = requestedLibrary(options.library, environment);
  if (request?.path === "none") {
    return { failed: [{ place: `${request.source}=none`, reason: "turned off" }] };
  }
  if (request !== undefined) {
    const loaded = loadBlas(request.path, threads);
    if ("product" in loaded) return { library: loaded, failed: [] };
    throw new RetrogradError(
      "E_ENGINE",
      `engine blas: ${request.source} names ${request.path}, which is not usable: ${loaded.reason}. Name a library with cblas functions, or leave it out to have the usual places searched. To get one: ${installAdvice(platform)}`,
      { data: { failed: [loaded] } },
    );
  }
  const machine: Machine = { platform, arch, environment };
  const failed: FailedPlace[] = [];
  for (const place of options.places ?? usualPlaces(machine)) {
    const loaded = loadBlas(place, threads);
    if ("product" in loaded) return { library: loaded, failed };
    failed.push(loaded);
  }
  return { failed };
}

/** How to install a BLAS library on an operating system, as the end of a sentence. */
export function installAdvice(platform: string = process.platform): string {
  const path = "name one with RETROGRAD_BLAS=/path/to/library";
  if (platform === "darwin") return `brew install openblas, or ${path}`;
  if (platform === "win32") return `put libopenblas.dll on the PATH, or ${path}`;
  return `apt-get install libopenblas0-pthread (Fedora: dnf install openblas-threads), or ${path}`;
}

function requestedLibrary(
  library: string | undefined,
  { RETROGRAD_BLAS }: Readonly<Record<string, string | undefined>>,
): { readonly source: string; readonly path: string } | undefined {
  if (library !== undefined) return { source: "library", path: library };
  return RETROGRAD_BLAS ? { source: "RETROGRAD_BLAS", path: RETROGRAD_BLAS } : undefined;
}
