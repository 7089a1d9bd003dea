import type { OptimizerKernels } from "../../engine.js";
import { isF32 } from "./float-type.js";
import type { KernelExports } from "./kernel-exports.js";

/** The fused kernels of optimizers, on this thread. */
export function optimizerKernels(wasm: KernelExports): OptimizerKernels {
  return {
    updateSgd(w, g, lr) {
      (isF32(w) ? wasm.updateSgdF32 : wasm.updateSgdF64)(w.byteOffset, g.byteOffset, w.length, lr);
    },
    updateMomentum(w, g, v, { momentum, gradientScale, velocityScale, lookahead }) {
      const run = isF32(w) ? wasm.updateMomentumF32 : wasm.updateMomentumF64;
      run(
        w.byteOffset,
        g.byteOffset,
        v.byteOffset,
        w.length,
        momentum,
        gradientScale,
        velocityScale,
        lookahead,
      );
    },
    updateRms(w, g, h, { decay, gradientScale, stepSize, eps }) {
      const run = isF32(w) ? wasm.updateRmsF32 : wasm.updateRmsF64;
      run(w.byteOffset, g.byteOffset, h.byteOffset, w.length, decay, gradientScale, stepSize, eps);
    },
    updateAdam(w, g, { m, v }, { beta1, beta2, stepSize, eps, weightDecayFactor }) {
      const run = isF32(w) ? wasm.updateAdamF32 : wasm.updateAdamF64;
      const addresses = [w.byteOffset, g.byteOffset, m.byteOffset, v.byteOffset] as const;
      run(...addresses, w.length, beta1, beta2, stepSize, eps, weightDecayFactor);
    },
    adjustGradient(out, g, w, { factor, limit, decay }) {
      const run = isF32(out) ? wasm.adjustGradientF32 : wasm.adjustGradientF64;
      run(out.byteOffset, g.byteOffset, w.byteOffset, out.length, factor, limit, decay);
    },
    sumSquares(x) {
      return (isF32(x) ? wasm.sumSquaresF32 : wasm.sumSquaresF64)(x.byteOffset, x.length);
    },
  };
}
