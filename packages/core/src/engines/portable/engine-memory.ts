import type { DType, FloatArray } from "../../dtype.js";
import { RetrogradError } from "../../errors.js";
import { type Block, BlockAllocator } from "./block-allocator.js";
import { createMemory, type LinearMemory, pageBytes } from "./web-assembly.js";

const mebibyte = 2 ** 20;

/** The page that the kernels reserve for themselves. */
const reservedPages = 1;

/** One page less than 4 GiB, so that the end of every tensor is an address too. */
const maxPages = 65535;

/** Maximum number of cached views. */
const maxViews = 4096;

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

  /** maximumMemory: bytes, default 4 GiB. shared: whether other threads use the memory too
   *  @throws RetrogradError E_OPTION for a maximum below one page, E_MEMORY when the system refuses the memory */
  constructor(maximumMemory: number = maxPages * pageBytes, shared = false) {
    if (!(maximumMemory >= pageBytes)) {
      throw new RetrogradError(
        "E_OPTION",
        `maximumMemory must be at least ${pageBytes} bytes, got ${maximumMemory}`,
      );
    }
    this.#maximumPages = reservedPages + Math.min(maxPages - 1, Math.floor(maximumMemory / pageBytes));
    try {
      this.linear = createMemory({ initial: reservedPages, maximum: this.#maximumPages, shared });
    } catch (cause) {
      throw new RetrogradError("E_MEMORY", "the system refuses the memory of the portable engine", {
        cause,
      });
    }
    this.#buffer = this.linear.buffer;
    this.blocks = new BlockAllocator((bytes) => this.#extend(bytes));
  }

  /** The size up to which the memory can grow, in bytes. */
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

  /** The numbers at an address that the next step uses again: returns the same view as long as the length is the same. */
  recurringView(dtype: DType, offset: number, length: number): FloatArray {
    const views: Map<number, FloatArray> = this.#views[dtype];
    const cached = views.get(offset);
    if (cached !== undefined && cached.length === length) return cached;
    if (views.size >= maxViews) views.clear();
    const view = this.view(dtype, offset, length);
    views.set(offset, view);
    return view;
  }

  #extend(bytes: number): Block {
    const required = Math.ceil(bytes / pageBytes);
    const available = this.#maximumPages - this.#pages;
    // grow by half, so that growing is rare
    const generous = Math.min(available, Math.max(required, Math.min(this.#pages >> 1, 4096)));
    const added = [generous, required].find(
      (pages) => pages <= available && pages >= required && this.#grow(pages),
    );
    if (added === undefined) {
      const [used, maximum] = [this.#pages, this.#maximumPages].map(
        (pages) => (pages * pageBytes) / mebibyte,
      );
      throw new RetrogradError(
        "E_MEMORY",
        `no memory for ${bytes} more bytes: ${used} of ${maximum} MiB are in use. Use smaller batches, or release tensors earlier with a scope`,
        { data: { bytes } },
      );
    }
    const offset = this.#pages * pageBytes;
    this.#pages += added;
    return { offset, bytes: added * pageBytes };
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
