import type { DType } from "../../dtype.js";
import type { Engine, Lifetime, Storage } from "../../engine.js";
import { RetrogradError } from "../../errors.js";
import { decodeBase64 } from "./base64.js";
import type { Block } from "./block-allocator.js";
import { kernels as embedded } from "./embedded/kernels.js";
import { EngineMemory } from "./engine-memory.js";
import type { KernelExports } from "./kernel-exports.js";
import { portableKernels } from "./kernels.js";
import { ScopeStack } from "./scope-stack.js";
import { LongStorage, ScopeStorage } from "./storage.js";
import { instantiate } from "./web-assembly.js";

/** What a portable engine may be told. */
export interface PortableEngineOptions {
  /** Most bytes that its tensors may take together; 4 GiB unless told, which is also the most there can be. */
  readonly maximumMemory?: number;
}

function connect(memory: EngineMemory): KernelExports {
  try {
    // the one place where the type of the compiled kernels is taken on trust; a test compiles them anew
    return instantiate(decodeBase64(embedded), memory.linear) as KernelExports;
  } catch (cause) {
    throw new RetrogradError(
      "E_ENGINE",
      "the portable engine needs WebAssembly with SIMD128 (Node 16.4, Chrome 91, Firefox 89, Safari 16.4 or later) and a page that allows 'wasm-unsafe-eval'; the reference engine runs everywhere",
      { cause },
    );
  }
}

/** A new engine of WebAssembly kernels that gives the same bits on every machine.
 *  It is compiled at once. Browsers need WebAssembly SIMD128 and, under a content security policy, 'wasm-unsafe-eval';
 *  Chrome before 115 compiles at once in workers only.
 *  @throws RetrogradError E_ENGINE where that is missing, E_MEMORY when the machine refuses the memory */
export function createPortableEngine({ maximumMemory }: PortableEngineOptions = {}): Engine {
  const memory = new EngineMemory(maximumMemory);
  const kernels = portableKernels(connect(memory), memory);
  const scopes = new ScopeStack((bytes) => memory.blocks.take(bytes));
  const unreachable = new FinalizationRegistry<Block>((block) => memory.blocks.give(block));
  return {
    name: "portable",
    description: "WebAssembly SIMD128, 1 thread",
    kernels,
    allocate(dtype: DType, length: number, lifetime: Lifetime): Storage {
      const bytes = length * (dtype === "f32" ? 4 : 8);
      const scope = lifetime === "scope" ? scopes.innermost : undefined;
      if (scope !== undefined) {
        return new ScopeStorage({ memory, dtype, offset: scopes.take(bytes), length }, scope);
      }
      const block = memory.blocks.take(bytes);
      const storage = new LongStorage({ memory, dtype, offset: block.offset, length });
      unreachable.register(storage, block);
      return storage;
    },
    openScope() {
      scopes.open();
    },
    closeScope() {
      scopes.close();
    },
  };
}
