import type { Engine } from "./engine.js";
import { bufferOf, newTensor, type Tensor } from "./tensor.js";

/** Runs `body`; every tensor made inside is released when it ends, except those lifted out with `keep`.
 *  Nobody disposes of anything by hand. `body` must be synchronous: a scope ends when `body` returns.
 *  Using a released tensor throws RetrogradError E_TENSOR_RELEASED. */
export function scope<R>(engine: Engine, body: () => R): R {
  engine.openScope();
  try {
    return body();
  } finally {
    engine.closeScope();
  }
}

/** A copy of `x` that outlives the scope it was made in. x: any shape -> the same shape */
export function keep(x: Tensor): Tensor {
  const kept = newTensor(x.engine, x.dtype, x.shape, "long");
  bufferOf(kept).set(bufferOf(x));
  return kept;
}
