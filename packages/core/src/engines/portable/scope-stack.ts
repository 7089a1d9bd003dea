import type { Block } from "./block-allocator.js";

/** Whether a scope is still open; shared by the scope and the tensors created in it. */
export interface ScopeState {
  open: boolean;
}

/** What is in use when a scope opens: all chunks before `chunk`, and `used` bytes of it. */
interface Mark {
  readonly state: ScopeState;
  readonly chunk: number;
  readonly used: number;
}

const firstChunkBytes = 2 ** 20;

/** Maximum size of a chunk, unless one allocation needs more. */
const maxChunkBytes = 2 ** 28;

const lineBytes = 64;

/** Memory that lasts for a scope: allocated one after the other from large chunks, released all at once.
 *  The chunks are reused, so after the first of several equal steps no step needs new memory. */
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

  /** Offset of `bytes` bytes that last until the innermost scope closes.
   *  @throws what the allocator of chunks throws when there is no more memory */
  allocate(bytes: number): number {
    const size = Math.max(lineBytes, Math.ceil(bytes / lineBytes) * lineBytes);
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
