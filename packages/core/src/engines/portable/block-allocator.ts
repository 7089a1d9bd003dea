/** A stretch of memory, in bytes. */
export interface Block {
  readonly offset: number;
  readonly bytes: number;
}

/** Blocks begin and end at multiples of a cache line. */
const lineBytes = 64;

/** Gives blocks of memory out and takes them back: the smallest free block that is large enough, neighbours merged. */
export class BlockAllocator {
  /** Sorted by offset; no two touch. */
  readonly #free: Block[] = [];
  readonly #extend: (bytes: number) => Block;

  /** extend: more memory, at least so many bytes, that begins where the last began or later */
  constructor(extend: (bytes: number) => Block) {
    this.#extend = extend;
  }

  /** A block of at least `bytes` bytes. @throws what `extend` throws when there is no more memory */
  take(bytes: number): Block {
    const wanted = Math.max(lineBytes, Math.ceil(bytes / lineBytes) * lineBytes);
    let at = this.#bestFit(wanted);
    if (at < 0) {
      this.give(this.#extend(wanted));
      at = this.#bestFit(wanted);
    }
    const { offset, bytes: size } = this.#free[at];
    if (size === wanted) this.#free.splice(at, 1);
    else this.#free[at] = { offset: offset + wanted, bytes: size - wanted };
    return { offset, bytes: wanted };
  }

  /** Takes a block back. */
  give(block: Block): void {
    const free = this.#free;
    let at = free.length;
    while (at > 0 && free[at - 1].offset > block.offset) at--;
    let { offset, bytes } = block;
    let merged = 0;
    let begin = at;
    if (at < free.length && offset + bytes === free[at].offset) {
      bytes += free[at].bytes;
      merged++;
    }
    if (at > 0 && free[at - 1].offset + free[at - 1].bytes === offset) {
      offset = free[at - 1].offset;
      bytes += free[at - 1].bytes;
      merged++;
      begin--;
    }
    free.splice(begin, merged, { offset, bytes });
  }

  #bestFit(wanted: number): number {
    let best = -1;
    for (const [i, { bytes }] of this.#free.entries()) {
      if (bytes >= wanted && (best < 0 || bytes < this.#free[best].bytes)) best = i;
    }
    return best;
  }
}
