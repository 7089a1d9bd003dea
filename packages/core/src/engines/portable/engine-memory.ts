import type { DType, FloatArray } from "../../dtype.js";
import { RetrogradError } from "../../errors.js";
import { type Block, BlockAllocator } from "./block-allocator.js";
import { createMemory, type LinearMemory, pageBytes } from "./web-assembly.js";

const mebibyte = 2 ** 20;

/** The kernels' own page, where nothing else may be. */
const reservedPages = 1;

/** Most pages unless told: one less than 4 GiB, so that the end of every tensor is an address too. */
const mostPages = 65535;

/** Views that are kept at most, to be used again by the next step. */
const mostViews = 4096;

/** One growing WebAssembly memory with its allocator and the views of it. */
export class EngineMemory {
  readonly linear: LinearMemory;
  readonly blocks: BlockAllocator;
  /** Counts growths: a view of an earlier generation is empty. */
  generation = 0;
  #buffer: ArrayBufferLike;
  #pages = reservedPages;
  readonly #maximumPages: number;
  readonly #views = { f32: new Map<number, Float32Array>(), f64: new Map<number, Float64Array>() };

  /** maximumMemory: bytes; 4 GiB unless told. shared: whether other threads work on it too
   *  @throws RetrogradError E_OPTION for a maximum below one page, E_MEMORY when the machine refuses the memory */
  constructor(maximumMemory: number = mostPages * pageBytes, shared = false) {
    if (!(maximumMemory >= pageBytes)) {
      throw new RetrogradError(
        "E_OPTION",
        `maximumMemory must be at least ${pageBytes} bytes, got ${maximumMemory}`,
      );
    }
    this.#maximumPages = reservedPages + Math.min(mostPages - 1, Math.floor(maximumMemory / pageBytes));
    try {
      this.linear = createMemory({ initial: reservedPages, maximum: this.#maximumPages, shared });
    } catch (cause) {
      throw new RetrogradError("E_MEMORY", "the machine refuses the memory of the portable engine", {
        cause,
      });
    }
    this.#buffer = this.linear.buffer;
    this.blocks = new BlockAllocator((bytes) => this.#extend(bytes));
  }

  /** Most bytes that there can be. */
  get maximumBytes(): number {
    return this.#maximumPages * pageBytes;
  }

  /** The whole memory as it is now. */
  get buffer(): ArrayBufferLike {
    return this.#buffer;
  }

  /** The numbers at an address. */
  view(dtype: DType, offset: number, length: number): FloatArray {
    return dtype === "f32"
      ? new Float32Array(this.#buffer, offset, length)
      : new Float64Array(this.#buffer, offset, length);
  }

  /** The numbers at an address that the next step will use again: the same view as long as the length is the same. */
  recurringView(dtype: DType, offset: number, length: number): FloatArray {
    const views: Map<number, FloatArray> = this.#views[dtype];
    const known = views.get(offset);
    if (known !== undefined && known.length === length) return known;
    if (views.size >= mostViews) views.clear();
    const view = this.view(dtype, offset, length);
    views.set(offset, view);
    return view;
  }

  #extend(bytes: number): Block {
    const needed = Math.ceil(bytes / pageBytes);
    const left = this.#maximumPages - this.#pages;
    // half as much again, so that growing is rare
    const generous = Math.min(left, Math.max(needed, Math.min(this.#pages >> 1, 4096)));
    const grown = [generous, needed].find((pages) => pages <= left && pages >= needed && this.#grow(pages));
    if (grown === undefined) {
      const [held, most] = [this.#pages, this.#maximumPages].map((pages) => (pages * pageBytes) / mebibyte);
      throw new RetrogradError(
        "E_MEMORY",
        `no memory for ${bytes} bytes more: ${held} MiB of at most ${most} MiB are taken. Use smaller batches, or let a scope release what is done with`,
        { data: { bytes } },
      );
    }
    const offset = this.#pages * pageBytes;
    this.#pages += grown;
    return { offset, bytes: grown * pageBytes };
  }

  #grow(pages: number): boolean {
    try {
      this.linear.grow(pages);
    } catch {
      return false;
    }
    this.#buffer = this.linear.buffer;
    this.generation++;
    this.#views.f32.clear();
    this.#views.f64.clear();
    return true;
  }
}
