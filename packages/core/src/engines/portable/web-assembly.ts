// The parts of WebAssembly that the engine uses: the library types of ES2023 do not declare them.

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

/** A memory that can grow. @throws RangeError when the system refuses it */
export function createMemory(limits: MemoryLimits): LinearMemory {
  return new WebAssembly.Memory(limits);
}

/** Compiles a binary synchronously. @throws Error when WebAssembly or SIMD128 is missing */
export function compile(binary: Uint8Array<ArrayBuffer>): object {
  return new WebAssembly.Module(binary);
}

/** The exports of a module with a memory as its only import. @throws Error when it imports anything else */
export function instantiate(module: object, memory: LinearMemory): unknown {
  return new WebAssembly.Instance(module, { env: { memory } }).exports;
}
