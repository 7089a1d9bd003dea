/** A range of memory, in bytes. */
export interface Block {
  readonly offset: number;
  readonly bytes: number;
}

/** Blocks start and end at multiples of a cache line. */
const lineBytes = 64;

/** Allocates blocks of memory and frees them: best fit, and free neighbours are merged. */
export class BlockAllocator {
  /** Sorted by offset; no two touch. */
  readonly #freeBlocks: Block[] = [];
  readonly #extend: (bytes: number) => Block;

  /** extend: adds at least `bytes` bytes of memory, at or after the end of the memory added before */
  constructor(extend: (bytes: number) => Block) {
    this.#extend = extend;
  }

  /** A block of at least `bytes` bytes. @throws what `extend` throws when there is no more memory */
  allocate(bytes: number): Block {
    const size = Math.max(lineBytes, Math.ceil(bytes / lineBytes) * lineBytes);
    let index = this.#bestFit(size);
    if (index < 0) {
      this.free(this.#extend(size));
      index = this.#bestFit(size);
    }
    const { offset, bytes: available } = this.#freeBlocks[index];
    if (available === size) this.#freeBlocks.splice(index, 1);
    else this.#freeBlocks[index] = { offset: offset + size, bytes: available - size };
    return { offset, bytes: size };
  }

  /** Makes a block available again. */
  free(block: Block): void {
    const blocks = this.#freeBlocks;
    let next = blocks.length;
    while (next > 0 && blocks[next - 1].offset > block.offset) next--;
    let { offset, bytes } = block;
    let merged = 0;
    let first = next;
    if (next < blocks.length && offset + bytes === blocks[next].offset) {
      bytes += blocks[next].bytes;
      merged++;
    }
    if (next > 0 && blocks[next - 1].offset + blocks[next - 1].bytes === offset) {
      offset = blocks[next - 1].offset;
      bytes += blocks[next - 1].bytes;
      merged++;
      first--;
    }
    blocks.splice(first, merged, { offset, bytes });
  }

  /** Index of the smallest free block of at least `size` bytes; -1 when there is none. */
  #bestFit(size: number): number {
    let best = -1;
    for (const [i, { bytes }] of this.#freeBlocks.entries()) {
      if (bytes >= size && (best < 0 || bytes < this.#freeBlocks[best].bytes)) best = i;
    }
    return best;
  }
}
