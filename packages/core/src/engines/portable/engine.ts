import { defined } from "../../defined.js";
import type { DType } from "../../dtype.js";
import type { Engine, Kernels, Lifetime, Storage } from "../../engine.js";
import { RetrogradError } from "../../errors.js";
import { axisKernels } from "./axis.js";
import { decodeBase64 } from "./base64.js";
import { copyKernel } from "./copy.js";
import { kernels as embedded } from "./embedded/kernels.js";
import { EngineMemory } from "./engine-memory.js";
import { gatherKernel } from "./gather.js";
import type { KernelExports } from "./kernel-exports.js";
import { tensorKernels } from "./kernels.js";
import { lookupKernels } from "./lookup.js";
import { lossKernels } from "./losses.js";
import { productKernels } from "./matmul.js";
import type { Sharing } from "./measured-sharing.js";
import { pointwiseKernels } from "./pointwise.js";
import { recurrentKernels } from "./recurrent.js";
import { ScopeStack } from "./scope-stack.js";
import { sharer } from "./share-ranges.js";
import { markMemoryShared } from "./shared-import.js";
import { sharedKernels } from "./shared-kernels.js";
import { softmaxKernels } from "./softmax-last.js";
import { LongStorage, ScopeStorage } from "./storage.js";
import { checkThreads, createTeam, type HelperKernels, type StartThread } from "./team.js";
import { freeWhenUnreachable } from "./unreachable-blocks.js";
import { compile, instantiate } from "./web-assembly.js";
import { windowKernels } from "./windows.js";

/** Options of the portable engine. */
export interface PortableEngineOptions {
  /** Maximum bytes of all tensors together; default and upper limit 4 GiB. */
  readonly maximumMemory?: number;
  /** Threads that compute large tensors; default 1. The bits are the same for any count.
   *  The helper threads end when the engine becomes unreachable. In browsers such an engine must live in a worker of an
   *  isolated page. */
  readonly threads?: {
    /** This thread and its helpers, from 1 to 64. */
    readonly count: number;
    readonly start: StartThread;
    /** Decides which jobs the threads share; all by default. `measuredSharing(clock)` leaves helpers out while they do not
     *  get a core of their own. Create one for each engine. */
    readonly sharing?: Sharing;
    /** Additional kernels for the helpers, of an engine that builds on this one. */
    readonly more?: HelperKernels;
  };
}

/** Compiles the kernels. shared: whether they import a shared memory */
function compileKernels(shared: boolean): object {
  const binary = decodeBase64(embedded);
  if (shared) markMemoryShared(binary);
  try {
    return compile(binary);
  } catch (cause) {
    throw new RetrogradError(
      "E_ENGINE",
      "the portable engine needs WebAssembly with SIMD128 (Node 16.4, Chrome 91, Firefox 89, Safari 16.4 or later) and a page that allows 'wasm-unsafe-eval'; the reference engine runs everywhere",
      { cause },
    );
  }
}

/** A new engine of WebAssembly kernels that gives the same bits on every machine.
 *  It is compiled synchronously. Browsers need WebAssembly SIMD128 and, under a content security policy, 'wasm-unsafe-eval';
 *  Chrome before 115 compiles synchronously in workers only.
 *  @throws RetrogradError E_ENGINE if the browser cannot compile it, E_MEMORY if the system refuses the memory */
export function createPortableEngine({ maximumMemory, threads }: PortableEngineOptions = {}): Engine {
  const count = threads === undefined ? 1 : checkThreads(threads.count);
  const module = compileKernels(count > 1);
  const memory = new EngineMemory(maximumMemory, count > 1);
  // the type of the compiled kernels is not checked here: a test compiles them again and compares
  const wasm = instantiate(module, memory.linear) as KernelExports;
  const team =
    threads === undefined || count === 1 ? undefined : createTeam(wasm, memory, { ...threads, module });
  const singleThreaded = tensorKernels(wasm);
  const share = sharer(wasm, team);
  const kernels: Kernels = {
    ...(team === undefined ? singleThreaded : sharedKernels(singleThreaded, share)),
    ...productKernels(wasm, memory, team),
    gatherBatch: gatherKernel(wasm, memory, team),
    copy: copyKernel(share),
    ...pointwiseKernels(share),
    axis: axisKernels(share),
    windows: windowKernels(share),
    lookup: lookupKernels(share),
    softmax: softmaxKernels(share),
    losses: lossKernels(share),
    recurrent: recurrentKernels(share),
  };
  const scopes = new ScopeStack((bytes) => memory.blocks.allocate(bytes));
  const freeLater = freeWhenUnreachable(memory.blocks);
  let recorded: Storage[] | undefined;
  return {
    name: "portable",
    description: `WebAssembly SIMD128, ${count} ${count === 1 ? "thread" : "threads"}`,
    kernels,
    ...defined({ team }),
    allocate(dtype: DType, length: number, lifetime: Lifetime): Storage {
      const bytes = length * (dtype === "f32" ? 4 : 8);
      const scope = lifetime === "scope" ? scopes.innermost : undefined;
      if (scope !== undefined) {
        const location = { memory, dtype, offset: scopes.allocate(bytes), length };
        const storage = new ScopeStorage(location, scope, scopes);
        recorded?.push(storage);
        return storage;
      }
      const block = memory.blocks.allocate(bytes);
      const storage = new LongStorage({ memory, dtype, offset: block.offset, length });
      freeLater(storage, block);
      return storage;
    },
    openScope() {
      scopes.open();
    },
    closeScope() {
      scopes.close();
    },
    recordStorages(list) {
      const before = recorded;
      recorded = list;
      return before;
    },
  };
}
