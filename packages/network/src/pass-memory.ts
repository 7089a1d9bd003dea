import { type Engine, recordTensors, type Storage, type Tensor } from "@retrograd/core";
import type { Params } from "@retrograd/plugin";

/** Releases the tensors of a training pass when backward no longer needs them: what a layer created in its forward pass once its
 *  backward has run, and an upstream gradient once it has been read. Gradients of parameters and states stay. */
export class PassMemory {
  readonly #engine: Engine;
  readonly #kept = new Set<Storage>();
  /** What each layer, and the loss, created in the forward pass. */
  readonly #forward = new Map<string, Storage[]>();
  /** What backward created and still needs. */
  readonly #backward = new Set<Storage>();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Runs the forward pass of a layer or the loss. */
  forward<R>(id: string, run: () => R): R {
    const created: Storage[] = [];
    this.#forward.set(id, created);
    return recordTensors(this.#engine, created, run);
  }

  /** Runs the backward pass of a layer or the loss. */
  backward<R>(run: () => R): R {
    const created: Storage[] = [];
    const result = recordTensors(this.#engine, created, run);
    for (const storage of created) this.#backward.add(storage);
    return result;
  }

  /** Keeps tensors until the scope ends. */
  keep(tensors: Params | undefined): void {
    for (const { storage } of Object.values(tensors ?? {})) this.#kept.add(storage);
  }

  /** Releases what only the layers whose backward has run needed. id: of the last of them; upstream: the gradients that are still
   *  to be read */
  release(id: string, upstream: readonly (Tensor | undefined)[]): void {
    const needed = new Set(upstream.map((tensor) => tensor?.storage));
    const releaseUnlessNeeded = (storage: Storage) => {
      if (this.#kept.has(storage) || needed.has(storage)) return;
      storage.release?.();
      this.#backward.delete(storage);
    };
    this.#forward.get(id)?.forEach(releaseUnlessNeeded);
    this.#forward.delete(id);
    this.#backward.forEach(releaseUnlessNeeded);
  }
}
