import type { Block } from "./block-allocator.js";

/** Whether a scope still lasts; shared by the scope and the tensors made in it. */
export interface ScopeState {
  open: boolean;
}

/** What is in use when a scope opens: chunks before `chunk`, and `used` bytes of it. */
interface Mark {
  readonly state: ScopeState;
  readonly chunk: number;
  readonly used: number;
}

const firstChunkBytes = 2 ** 20;

/** Most bytes of a chunk that are not asked for at once. */
const mostChunkBytes = 2 ** 28;

const lineBytes = 64;

/** Memory that lasts for a scope: handed out one after the other from large chunks, taken back all at once.
 *  The chunks are kept, so steps that need the same memory ask for none after the first. */
export class ScopeStack {
  readonly #chunks: Block[] = [];
  readonly #marks: Mark[] = [];
  readonly #takeChunk: (bytes: number) => Block;
  #chunk = 0;
  #used = 0;

  constructor(takeChunk: (bytes: number) => Block) {
    this.#takeChunk = takeChunk;
  }

  /** State of the innermost scope; undefined outside all scopes. */
  get innermost(): ScopeState | undefined {
    return this.#marks.at(-1)?.state;
  }

  open(): void {
    this.#marks.push({ state: { open: true }, chunk: this.#chunk, used: this.#used });
  }

  /** Releases everything taken since the matching `open`. */
  close(): void {
    const mark = this.#marks.pop();
    if (mark === undefined) return;
    mark.state.open = false;
    this.#chunk = mark.chunk;
    this.#used = mark.used;
  }

  /** Offset of `bytes` bytes that last until the innermost scope closes.
   *  @throws what the source of chunks throws when there is no more memory */
  take(bytes: number): number {
    const wanted = Math.max(lineBytes, Math.ceil(bytes / lineBytes) * lineBytes);
    let chunk = this.#chunks.at(this.#chunk);
    if (chunk === undefined || this.#used + wanted > chunk.bytes) {
      chunk = this.#nextChunk(wanted);
    }
    const offset = chunk.offset + this.#used;
    this.#used += wanted;
    return offset;
  }

  #nextChunk(wanted: number): Block {
    const next = this.#chunks.length === 0 ? 0 : this.#chunk + 1;
    let chunk = this.#chunks.at(next);
    if (chunk === undefined || chunk.bytes < wanted) {
      chunk = this.#newChunk(wanted);
      this.#chunks.splice(next, 0, chunk);
    }
    this.#chunk = next;
    this.#used = 0;
    return chunk;
  }
  #newChunk(wanted: number): Block {
    // as much again as there is, so that there are never many chunks
    const total = this.#chunks.reduce((sum, { bytes }) => sum + bytes, 0);
    const generous = Math.max(wanted, Math.min(total, mostChunkBytes), firstChunkBytes);
    try {
      return this.#takeChunk(generous);
    } catch {
      return this.#takeChunk(wanted);
    }
  }
}
