import process from "node:process";
import { RetrogradError } from "@retrograd/core";
import { threadCount } from "@retrograd/core/node";
import type { BlasLibrary } from "./blas-library.js";
import { type FailedPlace, loadBlas } from "./load-blas.js";
import { type Machine, usualPlaces } from "./places.js";

/** Where to look for a BLAS library; everything is as this process finds it unless told. */
export interface FindBlasOptions {
  /** A path or a name for the system's loader, and no other. */
  readonly library?: string;
  /** Threads that a product may use; see `threadCount` of @retrograd/core/node. */
  readonly threads?: number;
  /** Environment variables: RETROGRAD_BLAS, CONDA_PREFIX, and those of threads: RETROGRAD_THREADS, OPENBLAS_NUM_THREADS,
   *  OMP_NUM_THREADS. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly platform?: string;
  readonly arch?: string;
  /** In place of the usual places. */
  readonly places?: readonly string[];
}

/** What looking for a BLAS library came to. */
export interface BlasSearch {
  /** The first usable one. */
  readonly library?: BlasLibrary;
  /** The places looked at in vain, in order. */
  readonly failed: readonly FailedPlace[];
}

/** Looks for a BLAS library: the one that `library` or else RETROGRAD_BLAS names, else the first usable one of the
 *  usual places. RETROGRAD_BLAS=none finds none. What is found has been loaded and seen to multiply right.
 *  @throws RetrogradError E_ENGINE when the named one is not usable, or the number of threads is none */
export function findBlas(options: FindBlasOptions = {}): BlasSearch {
  const { environment = process.env, platform = process.platform, arch = process.arch } = options;
  const threads = threadCount(options.threads, environment);
  const named = namedLibrary(options.library, environment);
  if (named?.path === "none") {
    return { failed: [{ place: `${named.by}=none`, reason: "turned off" }] };
  }
  if (named !== undefined) {
    const loaded = loadBlas(named.path, threads);
    if ("product" in loaded) return { library: loaded, failed: [] };
    throw new RetrogradError(
      "E_ENGINE",
      `engine blas: ${named.by} names ${named.path}, which is not usable: ${loaded.reason}. Name a library with cblas functions, or leave it out to have the usual places searched. To get one: ${installAdvice(platform)}`,
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

/** How a BLAS library is installed on an operating system, as half a sentence. */
export function installAdvice(platform: string = process.platform): string {
  const path = "name one with RETROGRAD_BLAS=/path/to/library";
  if (platform === "darwin") return `brew install openblas, or ${path}`;
  if (platform === "win32") return `put libopenblas.dll on the PATH, or ${path}`;
  return `apt-get install libopenblas0-pthread (Fedora: dnf install openblas-threads), or ${path}`;
}

function namedLibrary(
  library: string | undefined,
  { RETROGRAD_BLAS }: Readonly<Record<string, string | undefined>>,
): { readonly by: string; readonly path: string } | undefined {
  if (library !== undefined) return { by: "library", path: library };
  return RETROGRAD_BLAS ? { by: "RETROGRAD_BLAS", path: RETROGRAD_BLAS } : undefined;
}
