import { type DType, type FloatArray, floatArray } from "../../dtype.js";
import type { Engine, Kernels, Lifetime, Storage } from "../../engine.js";
import { tensorReleased } from "../released.js";
import { axisKernels } from "./axis.js";
import { copy } from "./copy.js";
import { addScalar, binary, clip, keepBelow, scale, unary, where } from "./elementwise.js";
import { gatherBatch } from "./gather.js";
import { adjustGradient, sumSquares } from "./gradient.js";
import { lookupKernels } from "./lookup.js";
import { lossKernels } from "./losses.js";
import { matmul, matmulBatched } from "./matmul.js";
import { recurrentKernels } from "./recurrent.js";
import { addRow, sum, sumRows } from "./rows.js";
import { softmaxCrossEntropy, softmaxCrossEntropyGradient } from "./softmax.js";
import { softmaxKernels } from "./softmax-last.js";
import { updateAdam, updateMomentum, updateRms, updateSgd } from "./update.js";
import { windowKernels } from "./windows.js";

const kernels: Kernels = {
  matmul,
  matmulBatched,
  addRow,
  sumRows,
  sum,
  unary,
  binary,
  scale,
  addScalar,
  clip,
  keepBelow,
  where,
  copy,
  softmaxCrossEntropy,
  softmaxCrossEntropyGradient,
  gatherBatch,
  axis: axisKernels,
  windows: windowKernels,
  lookup: lookupKernels,
  softmax: softmaxKernels,
  losses: lossKernels,
  recurrent: recurrentKernels,
  optimizer: { updateSgd, updateMomentum, updateRms, updateAdam, adjustGradient, sumSquares },
};

/** Memory of a tensor on the JavaScript heap. The garbage collector frees it; the end of a scope only forbids its use. */
class HeapStorage implements Storage {
  #array: FloatArray | undefined;

  constructor(array: FloatArray) {
    this.#array = array;
  }

  array(): FloatArray {
    if (this.#array === undefined) throw tensorReleased();
    return this.#array;
  }

  release(): void {
    this.#array = undefined;
  }
}

/** A new engine of plain TypeScript loops. It defines the right results: every other engine is tested against it. */
export function createReferenceEngine(): Engine {
  const scopes: HeapStorage[][] = [];
  let recorded: Storage[] | undefined;
  return {
    name: "reference",
    description: "plain TypeScript loops, 1 thread",
    kernels,
    allocate(dtype: DType, length: number, lifetime: Lifetime): Storage {
      const storage = new HeapStorage(floatArray(dtype, length));
      const scope = lifetime === "scope" ? scopes.at(-1) : undefined;
      if (scope !== undefined) {
        scope.push(storage);
        recorded?.push(storage);
      }
      return storage;
    },
    openScope() {
      scopes.push([]);
    },
    closeScope() {
      for (const storage of scopes.pop() ?? []) storage.release();
    },
    recordStorages(list) {
      const before = recorded;
      recorded = list;
      return before;
    },
  };
}

/** The default engine of tensors. */
export const referenceEngine: Engine = createReferenceEngine();
