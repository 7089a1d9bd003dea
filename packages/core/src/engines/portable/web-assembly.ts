// The few parts of WebAssembly that the engine uses: the library types of ES2023 leave them out.

/** The linear memory of an instance, in pages of 64 KiB. */
export interface LinearMemory {
  /** A new object after each growth; views of the old one are empty then. */
  readonly buffer: ArrayBuffer;
  /** @throws RangeError when the memory cannot grow by that many pages */
  grow(pages: number): number;
}

declare const WebAssembly: {
  readonly Module: new (binary: Uint8Array<ArrayBuffer>) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
  readonly Memory: new (limits: { readonly initial: number; readonly maximum: number }) => LinearMemory;
};

/** Bytes of a page. */
export const pageBytes = 65536;

/** A memory of `initial` pages that can grow to `maximum`. @throws RangeError when there is no room for it */
export function createMemory(initial: number, maximum: number): LinearMemory {
  return new WebAssembly.Memory({ initial, maximum });
}

/** Compiles a binary and connects it to a memory, at once. @throws Error when WebAssembly or SIMD128 is missing */
export function instantiate(binary: Uint8Array<ArrayBuffer>, memory: LinearMemory): unknown {
  return new WebAssembly.Instance(new WebAssembly.Module(binary), { env: { memory } }).exports;
}
