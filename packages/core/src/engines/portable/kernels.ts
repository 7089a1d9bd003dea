import type { Kernels } from "../../engine.js";
import { isF32 } from "./float-type.js";
import type { KernelExports } from "./kernel-exports.js";
import { optimizerKernels } from "./optimizer-kernels.js";

/** All kernels but those in files of their own. */
export type TensorKernels = Omit<
  Kernels,
  | "matmul"
  | "matmulBatched"
  | "gatherBatch"
  | "copy"
  | "addScalar"
  | "clip"
  | "keepBelow"
  | "where"
  | "axis"
  | "windows"
  | "lookup"
  | "softmax"
  | "losses"
  | "recurrent"
>;

/** The kernels of `TensorKernels` on this thread. Every buffer must be a view of the engine's memory: WebAssembly receives
 *  only its address. */
export function tensorKernels(wasm: KernelExports): TensorKernels {
  return {
    addRow(out, x, row) {
      const columns = row.length;
      const rows = columns === 0 ? 0 : x.length / columns;
      const run = isF32(out) ? wasm.addRowF32 : wasm.addRowF64;
      run(out.byteOffset, x.byteOffset, row.byteOffset, rows, columns);
    },
    sumRows(out, x) {
      const columns = out.length;
      const run = isF32(out) ? wasm.sumRowsF32 : wasm.sumRowsF64;
      run(out.byteOffset, x.byteOffset, columns === 0 ? 0 : x.length / columns, columns, columns);
    },
    sum(x) {
      return (isF32(x) ? wasm.sumF32 : wasm.sumF64)(x.byteOffset, x.length);
    },
    unary({ code }, out, x) {
      const run = isF32(out) ? wasm.unaryF32 : wasm.unaryF64;
      run(code, out.byteOffset, x.byteOffset, out.length);
    },
    binary({ code }, out, a, b) {
      const run = isF32(out) ? wasm.binaryF32 : wasm.binaryF64;
      run(code, out.byteOffset, a.byteOffset, b.byteOffset, out.length);
    },
    scale(out, x, factor) {
      (isF32(out) ? wasm.scaleF32 : wasm.scaleF64)(out.byteOffset, x.byteOffset, out.length, factor);
    },
    softmaxCrossEntropy(y, x, t, { classes, targets }) {
      const run = isF32(y) ? wasm.crossEntropyF32 : wasm.crossEntropyF64;
      const indices = targets === "indices" ? 1 : 0;
      return run(y.byteOffset, x.byteOffset, t.byteOffset, x.length / classes, classes, indices);
    },
    softmaxCrossEntropyGradient(dx, y, t, { classes, targets, factor }) {
      const run = isF32(dx) ? wasm.crossEntropyGradientF32 : wasm.crossEntropyGradientF64;
      const indices = targets === "indices" ? 1 : 0;
      run(dx.byteOffset, y.byteOffset, t.byteOffset, y.length / classes, classes, indices, factor);
    },
    optimizer: optimizerKernels(wasm),
  };
}
