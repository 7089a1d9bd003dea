import process from "node:process";
import { setTimeout as pause } from "node:timers/promises";
import {
  type BatchedProductPart,
  computeBatch,
  createPortableEngine,
  defined,
  type Engine,
  type Kernels,
  type ProductPart,
  RetrogradError,
  rowParts,
  type Sharing,
  shareProduct,
  type Team,
} from "@retrograd/core";
import { nodeThreads } from "@retrograd/core/node";
import { type BlasLibrary, describeBlas, type Product } from "./blas-library.js";
import { type FindBlasOptions, findBlas, installAdvice } from "./find-blas.js";
import { helperBatches, helperProducts, productsForHelpers } from "./helper-products.js";
import { pieceCount, productInPieces } from "./product-pieces.js";

/** Options of a BLAS engine, and where to look for its library. */
export interface BlasEngineOptions extends FindBlasOptions {
  /** The engine of the memory, the scopes and every kernel but the matrix product; default: a portable engine with as many
   *  threads as the products. */
  readonly base?: Engine;
}

/** A new engine: the machine's BLAS computes matrix products, the portable engine everything else.
 *  @throws RetrogradError E_ENGINE when no library can be used, with every place that was searched and how to install one */
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

/** A new engine over a portable one with the library's number of threads. The threads share large operations; for a product
 *  each calls the library on some parts of it. A library that decides on its threads by itself keeps them, and the other
 *  operations run on one thread.
 *  sharing: decides which jobs the threads share; default `measuredSharing` of @retrograd/core */
export function blasEngine(library: BlasLibrary, sharing?: Sharing): Engine {
  const { threads = 1, setThreads, path } = library;
  if (threads === 1 || setThreads === undefined) return withBlas(createPortableEngine(), library);
  // the library's own threads and ours would compete for the processors
  setThreads(1);
  const more = productsForHelpers(path);
  const base = createPortableEngine({
    threads: { ...nodeThreads(threads), more, ...defined({ sharing }) },
  });
  if (base.team === undefined) return withBlas(base, library);
  void settleAtExit(base.team);
  return engineOf(base, library, {
    product: sharedProduct(base.team, library),
    batch: sharedBatch(base.team, library),
  });
}

/** Maximum milliseconds that the end of a process waits for helpers to load the library. */
const maxWait = 2000;

/** Milliseconds between two checks whether they have. */
const pollInterval = 20;

/** Delays the end of the process while helpers load the library: a thread that is stopped while it loads koffi aborts the
 *  process. */
async function settleAtExit(team: Team): Promise<void> {
  const settle = () => team.settle(maxWait);
  // Node warns of too many listeners: rather than add one more, this engine waits now
  const maxListeners = process.getMaxListeners();
  if (maxListeners > 0 && process.listenerCount("exit") >= maxListeners) settle();
  if (team.ready) return;
  process.once("exit", settle);
  while (!team.ready) await pause(pollInterval, undefined, { ref: false });
  process.off("exit", settle);
}

/** A new engine: `base`, with matrix products computed by `library` on the same memory.
 *  Results may differ from those of another engine or machine in the last bits. */
export function withBlas(base: Engine, library: BlasLibrary): Engine {
  // more threads of the library's own are faster than pieces on one
  const product = library.threads === 1 ? productInPieces(library) : library.product;
  return engineOf(base, library, { product, batch: productByProduct(library) });
}

/** The products of an engine. */
interface Products {
  readonly product: Product;
  readonly batch: Kernels["matmulBatched"];
}

function engineOf(base: Engine, library: BlasLibrary, { product, batch }: Products): Engine {
  const kernels: Kernels = {
    ...base.kernels,
    matmul(out, a, b, layout) {
      // BLAS libraries differ for empty operands
      if (layout.k === 0) out.fill(0);
      else if (layout.m > 0 && layout.n > 0) product(out, a, b, layout);
    },
    matmulBatched(out, a, b, layout) {
      if (layout.k === 0) out.fill(0);
      else if (out.length > 0) batch(out, a, b, layout);
    },
  };
  return {
    ...base,
    name: "blas",
    description: `${describeBlas(library)}, through koffi; the rest by ${base.description}`,
    kernels,
  };
}

/** Multiplications from which sharing is faster: about 20 microseconds of work. */
const minimumWork = 2 ** 20;

/** Products shared among the threads of a team whose helpers have the library's kernels. */
function sharedProduct(team: Team, library: BlasLibrary): Product {
  const { product, part, addressOf } = library;
  return (out, a, b, layout) => {
    const dtype = out instanceof Float32Array ? "f32" : "f64";
    const memory = addressOf(out) - out.byteOffset;
    // without runWhole: the library may round a whole product differently than its parts
    const job = {
      kernel: helperProducts[dtype],
      runOnThisThread: (rows: ProductPart) => part(dtype, memory, rows),
    };
    const operands = { out, a, b };
    const count = pieceCount(library, layout);
    if (count > 1) {
      const parts = () => rowParts(operands, layout, count);
      team.run({ ...job, work: layout.m * layout.n * layout.k, parts });
    } else if (!shareProduct(team, operands, layout, { ...job, minimumWork })) product(out, a, b, layout);
  };
}

/** The products of a batch one after the other, by address: views of each would take as long as a small product. */
function productByProduct({ part, addressOf }: BlasLibrary): Kernels["matmulBatched"] {
  return (out, a, b, { m, n, k, transposeA, transposeB, batch, sharedA, sharedB }) => {
    const products: BatchedProductPart = [
      addressOf(out),
      addressOf(a),
      addressOf(b),
      m,
      n,
      k,
      transposeA ? 1 : 0,
      transposeB ? 1 : 0,
      batch,
      sharedA ? 0 : m * k,
      sharedB ? 0 : k * n,
    ];
    const dtype = out instanceof Float32Array ? "f32" : "f64";
    for (let i = 0; i < batch; i++) part(dtype, 0, productOf(products, i, out.BYTES_PER_ELEMENT));
  };
}

/** The products of a batch, shared among the threads of a team whose helpers have the library's kernels. */
function sharedBatch(team: Team, { part, addressOf }: BlasLibrary): Kernels["matmulBatched"] {
  return (out, a, b, layout) => {
    const dtype = out instanceof Float32Array ? "f32" : "f64";
    const memory = addressOf(out) - out.byteOffset;
    const runOnThisThread = (batch: BatchedProductPart) => {
      const [, , , , , , , , count] = batch;
      for (let i = 0; i < count; i++) part(dtype, memory, productOf(batch, i, out.BYTES_PER_ELEMENT));
    };
    computeBatch(team, { out, a, b }, layout, {
      kernel: helperBatches[dtype],
      runOnThisThread,
      minimumWork,
    });
  };
}

/** One product of a batch. size: bytes of a number */
function productOf(
  [out, a, b, m, n, k, transposeA, transposeB, , strideA, strideB]: BatchedProductPart,
  index: number,
  size: number,
): ProductPart {
  return [
    out + index * m * n * size,
    a + index * strideA * size,
    b + index * strideB * size,
    m,
    n,
    k,
    transposeA,
    transposeB,
    transposeA ? m : k,
    transposeB ? k : n,
    n,
  ];
}
