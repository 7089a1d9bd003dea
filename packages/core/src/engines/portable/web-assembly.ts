// The few parts of WebAssembly that the engine uses: the library types of ES2023 leave them out.

/** The linear memory of an instance, in pages of 64 KiB. */
export interface LinearMemory {
  /** A new object after each growth; views of the old one are empty then, unless the memory is shared. */
  readonly buffer: ArrayBufferLike;
  /** @throws RangeError when the memory cannot grow by that many pages */
  grow(pages: number): number;
}

interface MemoryLimits {
  /** Pages. */
  readonly initial: number;
  readonly maximum: number;
  readonly shared: boolean;
}

declare const WebAssembly: {
  readonly Module: new (binary: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
  readonly Memory: new (limits: MemoryLimits) => LinearMemory;
};

/** Bytes of a page. */
export const pageBytes = 65536;

/** A memory that can grow. @throws RangeError when there is no room for it */
export function createMemory(limits: MemoryLimits): LinearMemory {
  return new WebAssembly.Memory(limits);
}

/** Compiles a binary, at once. @throws Error when WebAssembly or SIMD128 is missing */
export function compile(binary: Uint8Array<ArrayBuffer>): object {
  return new WebAssembly.Module(binary);
}

/** What a module exports once it is connected to a memory. @throws Error when it needs anything else */
export function instantiate(module: object, memory: LinearMemory): unknown {
  return new WebAssembly.Instance(module, { env: { memory } }).exports;
}
