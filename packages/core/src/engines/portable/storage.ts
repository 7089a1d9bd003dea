import type { DType, FloatArray } from "../../dtype.js";
import type { Storage } from "../../engine.js";
import { tensorReleased } from "../released.js";
import type { EngineMemory } from "./engine-memory.js";
import type { ScopeStack, ScopeState } from "./scope-stack.js";

/** Where a tensor is stored. */
export interface StorageLocation {
  readonly memory: EngineMemory;
  readonly dtype: DType;
  readonly offset: number;
  readonly length: number;
}

/** Memory of a tensor created in a scope. */
export class ScopeStorage implements Storage {
  readonly #location: StorageLocation;
  readonly #scope: ScopeState;
  readonly #scopes: ScopeStack;
  #view: FloatArray;
  #generation: number;
  #isReleased = false;

  constructor(location: StorageLocation, scope: ScopeState, scopes: ScopeStack) {
    this.#location = location;
    this.#scope = scope;
    this.#scopes = scopes;
    this.#generation = location.memory.generation;
    this.#view = location.memory.recurringView(location.dtype, location.offset, location.length);
  }

  array(): FloatArray {
    if (this.#isReleased || !this.#scope.open) throw tensorReleased();
    const { memory, dtype, offset, length } = this.#location;
    if (this.#generation !== memory.generation) {
      this.#view = memory.recurringView(dtype, offset, length);
      this.#generation = memory.generation;
    }
    return this.#view;
  }

  release(): void {
    if (this.#isReleased || !this.#scope.open) return;
    this.#isReleased = true;
    const { dtype, offset, length } = this.#location;
    this.#scopes.free(this.#scope, offset, length * (dtype === "f32" ? 4 : 8));
  }
}

/** Keeps a tensor's memory as long as a view of it is reachable: a program may keep `t.data` without `t`. */
const ownerOfView = new WeakMap<FloatArray, LongStorage>();

/** Memory of a tensor that lives as long as the tensor is reachable. */
export class LongStorage implements Storage {
  readonly #location: StorageLocation;
  #view: FloatArray | undefined;
  #generation = -1;

  constructor(location: StorageLocation) {
    this.#location = location;
  }

  array(): FloatArray {
    const { memory, dtype, offset, length } = this.#location;
    if (this.#view === undefined || this.#generation !== memory.generation) {
      this.#view = memory.view(dtype, offset, length);
      this.#generation = memory.generation;
      ownerOfView.set(this.#view, this);
    }
    return this.#view;
  }
}
