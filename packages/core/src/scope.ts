import { requireFunction, requireMembers } from "./argument.js";
import type { Engine } from "./engine.js";
import { RetrogradError } from "./errors.js";
import { bufferOf, newTensor, requireTensor, type Tensor } from "./tensor.js";

/** Runs `body`; every tensor made inside is released when it ends, except those lifted out with `keep`.
 *  Nobody disposes of anything by hand. `body` must be synchronous: a scope ends when `body` returns.
 *  Using a released tensor throws RetrogradError E_TENSOR_RELEASED.
 *  @throws RetrogradError E_ARGUMENT where `body` returns a promise, or is no function */
export function scope<R>(engine: Engine, body: () => R): R {
  requireMembers("scope", "engine", engine, {
    expected: "an engine, such as x.engine of a tensor x",
    members: { openScope: "function", closeScope: "function" },
  });
  requireFunction("scope", "body", body);
  engine.openScope();
  try {
    const result = body();
    requireSynchronous(result);
    return result;
  } finally {
    engine.closeScope();
  }
}

/** A copy of `x` that outlives the scope it was made in. x: any shape -> the same shape */
export function keep(x: Tensor): Tensor {
  requireTensor("keep", "x", x);
  const kept = newTensor(x.engine, x.dtype, x.shape, "long");
  bufferOf(kept).set(bufferOf(x));
  return kept;
}

/** Refuses the promise of an asynchronous body, whose tensors would be released while it still runs. */
function requireSynchronous(result: unknown): void {
  if (typeof result !== "object" || result === null || !("then" in result)) return;
  // the body goes on and fails on its released tensors: this error is the one to see
  Promise.resolve(result).catch(() => {});
  throw new RetrogradError(
    "E_ARGUMENT",
    "scope: body returned a promise, but the tensors of a scope are released when body returns. Make body synchronous, and await before or after the scope",
  );
}
