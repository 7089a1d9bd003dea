import { requireFunction, requireMembers } from "./argument.js";
import type { Engine, Storage } from "./engine.js";
import { RetrogradError } from "./errors.js";
import { bufferOf, newTensor, requireTensor, type Tensor } from "./tensor.js";

/** Runs `body`, and releases every tensor created inside when `body` returns; `keep` copies a tensor out of the scope.
 *  `body` must be synchronous. Using a released tensor throws RetrogradError E_TENSOR_RELEASED.
 *  @throws RetrogradError E_ARGUMENT when `body` returns a promise, or is not a function */
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

/** A copy of `x` that outlives the current scope. x: any shape -> the same shape */
export function keep(x: Tensor): Tensor {
  requireTensor("keep", "x", x);
  const copy = newTensor(x.engine, x.dtype, x.shape, "long");
  bufferOf(copy).set(bufferOf(x));
  return copy;
}

/** Refuses the promise of an asynchronous body, whose tensors would be released while it still runs. */
function requireSynchronous(result: unknown): void {
  if (typeof result !== "object" || result === null || !("then" in result)) return;
  // the body keeps running and fails on its released tensors: report this error instead
  Promise.resolve(result).catch(() => {});
  throw new RetrogradError(
    "E_ARGUMENT",
    "scope: body returned a promise, but the tensors of a scope are released when body returns. Make body synchronous, and await before or after the scope",
  );
}

/** Runs `body`, and appends the storage of each tensor that it creates in a scope to `created`, for `release`. For the runner of
 *  a network, which knows when the last reader of a tensor has run. An engine that cannot release tensors early records none. */
export function recordTensors<R>(engine: Engine, created: Storage[], body: () => R): R {
  if (engine.recordStorages === undefined) return body();
  const outer = engine.recordStorages(created);
  try {
    return body();
  } finally {
    engine.recordStorages(outer);
  }
}
