import { type Block, BlockAllocator } from "./block-allocator.js";

/** Whether a scope is still open; shared by the scope and the tensors created in it. */
export interface ScopeState {
  open: boolean;
}

/** What is in use when a scope opens: all chunks before `chunk`, and `used` bytes of it. */
interface Mark {
  readonly state: ScopeState;
  readonly chunk: number;
  readonly used: number;
  /** Blocks of the scope that were freed before its end. */
  freed?: BlockAllocator;
}

const firstChunkBytes = 2 ** 20;

/** Maximum size of a chunk, unless one allocation needs more. */
const maxChunkBytes = 2 ** 28;

const lineBytes = 64;

/** A smaller block is not reused before the end of the scope. */
const minimumFreed = 2 ** 14;

/** Memory that lasts for a scope: allocated one after the other from large chunks, released all at once. A block may be freed
 *  earlier, for later blocks of its scope. The chunks are reused, so after the first of several equal steps no step needs new memory. */
export class ScopeStack {
  readonly #chunks: Block[] = [];
  readonly #marks: Mark[] = [];
  readonly #allocateChunk: (bytes: number) => Block;
  #chunk = 0;
  #used = 0;

  constructor(allocateChunk: (bytes: number) => Block) {
    this.#allocateChunk = allocateChunk;
  }

  /** State of the innermost scope; undefined outside all scopes. */
  get innermost(): ScopeState | undefined {
    return this.#marks.at(-1)?.state;
  }

  open(): void {
    this.#marks.push({ state: { open: true }, chunk: this.#chunk, used: this.#used });
  }

  /** Releases everything allocated since the matching `open`. */
  close(): void {
    const mark = this.#marks.pop();
    if (mark === undefined) return;
    mark.state.open = false;
    this.#chunk = mark.chunk;
    this.#used = mark.used;
  }

  /** Makes a block of a scope available to later blocks of it, if that is the innermost scope. */
  free(scope: ScopeState, offset: number, bytes: number): void {
    const mark = this.#marks.at(-1);
    if (mark?.state !== scope || bytes < minimumFreed) return;
    mark.freed ??= new BlockAllocator((size) => ({ offset: this.#next(size), bytes: size }));
    mark.freed.free({ offset, bytes: sizeOf(bytes) });
  }

  /** Offset of `bytes` bytes that last until the innermost scope closes.
   *  @throws what the allocator of chunks throws when there is no more memory */
  allocate(bytes: number): number {
    const size = sizeOf(bytes);
    const freed = bytes < minimumFreed ? undefined : this.#marks.at(-1)?.freed;
    return freed === undefined ? this.#next(size) : freed.allocate(size).offset;
  }

  /** Offset of the next `size` bytes that were never used in the open scopes. */
  #next(size: number): number {
    let chunk = this.#chunks.at(this.#chunk);
    if (chunk === undefined || this.#used + size > chunk.bytes) {
      chunk = this.#nextChunk(size);
    }
    const offset = chunk.offset + this.#used;
    this.#used += size;
    return offset;
  }

  #nextChunk(size: number): Block {
    const next = this.#chunks.length === 0 ? 0 : this.#chunk + 1;
    let chunk = this.#chunks.at(next);
    if (chunk === undefined || chunk.bytes < size) {
      chunk = this.#newChunk(size);
      this.#chunks.splice(next, 0, chunk);
    }
    this.#chunk = next;
    this.#used = 0;
    return chunk;
  }

  #newChunk(size: number): Block {
    // double the total, so that there are never many chunks
    const total = this.#chunks.reduce((sum, { bytes }) => sum + bytes, 0);
    const generous = Math.max(size, Math.min(total, maxChunkBytes), firstChunkBytes);
    try {
      return this.#allocateChunk(generous);
    } catch {
      return this.#allocateChunk(size);
    }
  }
}

/** The bytes that a block of `bytes` takes: whole lines of memory. */
function sizeOf(bytes: number): number {
  return Math.max(lineBytes, Math.ceil(bytes / lineBytes) * lineBytes);
}
