import type { DType, FloatArray } from "../../dtype.js";
import type { Storage } from "../../engine.js";
import { tensorReleased } from "../released.js";
import type { EngineMemory } from "./engine-memory.js";
import type { ScopeState } from "./scope-stack.js";

/** Where a tensor lies. */
export interface Place {
  readonly memory: EngineMemory;
  readonly dtype: DType;
  readonly offset: number;
  readonly length: number;
}

/** Memory of a tensor made in a scope. */
export class ScopeStorage implements Storage {
  readonly #place: Place;
  readonly #scope: ScopeState;
  #view: FloatArray;
  #generation: number;

  constructor(place: Place, scope: ScopeState) {
    this.#place = place;
    this.#scope = scope;
    this.#generation = place.memory.generation;
    this.#view = place.memory.recurringView(place.dtype, place.offset, place.length);
  }

  array(): FloatArray {
    if (!this.#scope.open) throw tensorReleased();
    const { memory, dtype, offset, length } = this.#place;
    if (this.#generation !== memory.generation) {
      this.#view = memory.recurringView(dtype, offset, length);
      this.#generation = memory.generation;
    }
    return this.#view;
  }
}

/** A view keeps its tensor's memory: whoever holds `t.data` may drop `t`. */
const ownerOfView = new WeakMap<FloatArray, LongStorage>();

/** Memory of a tensor that lives as long as somebody holds it. */
export class LongStorage implements Storage {
  readonly #place: Place;
  #view: FloatArray | undefined;
  #generation = -1;

  constructor(place: Place) {
    this.#place = place;
  }

  array(): FloatArray {
    const { memory, dtype, offset, length } = this.#place;
    if (this.#view === undefined || this.#generation !== memory.generation) {
      this.#view = memory.view(dtype, offset, length);
      this.#generation = memory.generation;
      ownerOfView.set(this.#view, this);
    }
    return this.#view;
  }
}
