import process from "node:process";
import { setTimeout as pause } from "node:timers/promises";
import {
  createPortableEngine,
  type Engine,
  type Kernels,
  type ProductPart,
  RetrogradError,
  type Sharing,
  shareProduct,
  type Team,
} from "@retrograd/core";
import { nodeThreads } from "@retrograd/core/node";
import { type BlasLibrary, describeBlas, type Product } from "./blas-library.js";
import { type FindBlasOptions, findBlas, installAdvice } from "./find-blas.js";
import { helperProducts, productsForHelpers } from "./helper-products.js";

/** What a BLAS engine is made of, and where its library is looked for. */
export interface BlasEngineOptions extends FindBlasOptions {
  /** Gives the memory, the scopes and every kernel but the matrix product; a portable engine with as many threads as the
   *  products have unless told. */
  readonly base?: Engine;
}

/** A new engine: matrix products computed by the machine's BLAS, everything else by the portable engine.
 *  @throws RetrogradError E_ENGINE when no library is usable, with every place looked at and how to install one */
export function createBlasEngine({ base, ...options }: BlasEngineOptions = {}): Engine {
  const { library, failed } = findBlas(options);
  if (library !== undefined) return base === undefined ? blasEngine(library) : withBlas(base, library);
  const places = failed.map(({ place, reason }) => `\n  ${place}: ${reason}`).join("");
  const platform = options.platform ?? process.platform;
  throw new RetrogradError(
    "E_ENGINE",
    `engine blas: no usable BLAS library found; ${installAdvice(platform)}. Looked for:${places || " nothing"}`,
    { data: { failed } },
  );
}

/** A new engine over a portable one that has the library's number of threads: they share out the products, each calling
 *  the library on a part of its own, and everything else that is large. A library that decides on its threads by itself
 *  keeps them, and the rest runs on one.
 *  sharing: decides which jobs the threads share; default: by measuring, see `measuredSharing` of @retrograd/core */
export function blasEngine(library: BlasLibrary, sharing?: Sharing): Engine {
  const { threads = 1, setThreads, path } = library;
  if (threads === 1 || setThreads === undefined) return withBlas(createPortableEngine(), library);
  // threads of its own beside ours would wait for each other's processors
  setThreads(1);
  const more = productsForHelpers(path);
  const base = createPortableEngine({
    threads: { ...nodeThreads(threads), more, ...(sharing !== undefined && { sharing }) },
  });
  if (base.team === undefined) return withBlas(base, library);
  void settleAtExit(base.team);
  return engineOf(base, library, sharedProduct(base.team, library));
}

/** Most milliseconds that a process waits for the helpers of an engine to have loaded the library. */
const patience = 2000;

/** Milliseconds between two looks at whether they have. */
const pace = 20;

/** Keeps the end of the process waiting while helpers load the library: one that is stopped while koffi loads in it aborts
 *  the process. */
async function settleAtExit(team: Team): Promise<void> {
  const settle = () => team.settle(patience);
  // where so many wait already that Node would warn of one more, this engine waits at once
  const most = process.getMaxListeners();
  if (most > 0 && process.listenerCount("exit") >= most) settle();
  if (team.ready) return;
  process.once("exit", settle);
  while (!team.ready) await pause(pace, undefined, { ref: false });
  process.off("exit", settle);
}

/** A new engine: everything of `base`, with matrix products computed by `library` on the same memory.
 *  Results may differ from another engine's, or another machine's, in the last bits. */
export function withBlas(base: Engine, library: BlasLibrary): Engine {
  return engineOf(base, library, library.product);
}

function engineOf(base: Engine, library: BlasLibrary, product: Product): Engine {
  const kernels: Kernels = {
    ...base.kernels,
    matmul(out, a, b, layout) {
      // BLAS libraries disagree about empty operands
      if (layout.k === 0) out.fill(0);
      else if (layout.m > 0 && layout.n > 0) product(out, a, b, layout);
    },
  };
  return {
    ...base,
    name: "blas",
    description: `${describeBlas(library)}, through koffi; the rest by ${base.description}`,
    kernels,
  };
}

/** Multiplications from which sharing pays: some 20 microseconds of work. */
const least = 2 ** 20;

/** Products shared out among the threads of a base whose helpers know them. */
function sharedProduct(team: Team, { product, part, addressOf }: BlasLibrary): Product {
  return (out, a, b, layout) => {
    const dtype = out instanceof Float32Array ? "f32" : "f64";
    const own = (rows: ProductPart) => part(dtype, addressOf(out) - out.byteOffset, rows);
    // part by part on one thread too: the library may round a whole product in another way
    const shared = shareProduct(team, { out, a, b }, layout, { kernel: helperProducts[dtype], own, least });
    if (!shared) product(out, a, b, layout);
  };
}
