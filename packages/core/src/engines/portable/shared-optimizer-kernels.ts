import type { FloatArray } from "../../dtype.js";
import type { OptimizerKernels, Team, TeamJob } from "../../engine.js";
import { typeSuffix } from "./float-type.js";
import type { KernelExports } from "./kernel-exports.js";
import { addressOf, minimumShared, partitionElements } from "./sharing.js";

/** The fused kernels of optimizers, shared among the threads of a team if the tensors are large. */
export function sharedOptimizerKernels(
  wasm: KernelExports,
  singleThreaded: OptimizerKernels,
  team: Team,
): OptimizerKernels {
  /** Runs a kernel in parts. argumentsOf: its arguments for a part, from the address in each buffer and the length */
  function share<T extends readonly number[]>(
    kernel: string,
    buffers: readonly FloatArray[],
    {
      argumentsOf,
      ...job
    }: Pick<TeamJob<T>, "runOnThisThread" | "runWhole"> & {
      argumentsOf: (addresses: readonly number[], length: number) => T;
    },
  ): void {
    const work = buffers[0].length;
    const parts = () =>
      partitionElements(work, team.count).map(([begin, end]) =>
        argumentsOf(
          buffers.map((buffer) => addressOf(buffer, begin)),
          end - begin,
        ),
      );
    team.run({ kernel, work, parts, ...job });
  }
  return {
    ...singleThreaded,
    updateSgd(w, g, lr) {
      const runWhole = () => singleThreaded.updateSgd(w, g, lr);
      if (w.length < minimumShared) return runWhole();
      const kernel = `updateSgd${typeSuffix(w)}` as const;
      share(kernel, [w, g], {
        argumentsOf: ([wAddress, gAddress], n) => [wAddress, gAddress, n, lr] as const,
        runOnThisThread: (part) => wasm[kernel](...part),
        runWhole,
      });
    },
    updateMomentum(w, g, v, rule) {
      const runWhole = () => singleThreaded.updateMomentum(w, g, v, rule);
      if (w.length < minimumShared) return runWhole();
      const kernel = `updateMomentum${typeSuffix(w)}` as const;
      const { momentum, gradientScale, velocityScale, lookahead } = rule;
      share(kernel, [w, g, v], {
        argumentsOf: ([wAddress, gAddress, vAddress], n) =>
          [wAddress, gAddress, vAddress, n, momentum, gradientScale, velocityScale, lookahead] as const,
        runOnThisThread: (part) => wasm[kernel](...part),
        runWhole,
      });
    },
    updateRms(w, g, h, rule) {
      const runWhole = () => singleThreaded.updateRms(w, g, h, rule);
      if (w.length < minimumShared) return runWhole();
      const kernel = `updateRms${typeSuffix(w)}` as const;
      const { decay, gradientScale, stepSize, eps } = rule;
      share(kernel, [w, g, h], {
        argumentsOf: ([wAddress, gAddress, hAddress], n) =>
          [wAddress, gAddress, hAddress, n, decay, gradientScale, stepSize, eps] as const,
        runOnThisThread: (part) => wasm[kernel](...part),
        runWhole,
      });
    },
    updateAdam(w, g, moments, rule) {
      const runWhole = () => singleThreaded.updateAdam(w, g, moments, rule);
      if (w.length < minimumShared) return runWhole();
      const kernel = `updateAdam${typeSuffix(w)}` as const;
      const { beta1, beta2, stepSize, eps, weightDecayFactor } = rule;
      share(kernel, [w, g, moments.m, moments.v], {
        argumentsOf: ([wAddress, gAddress, mAddress, vAddress], n) =>
          [
            wAddress,
            gAddress,
            mAddress,
            vAddress,
            n,
            beta1,
            beta2,
            stepSize,
            eps,
            weightDecayFactor,
          ] as const,
        runOnThisThread: (part) => wasm[kernel](...part),
        runWhole,
      });
    },
    adjustGradient(out, g, w, rule) {
      const runWhole = () => singleThreaded.adjustGradient(out, g, w, rule);
      if (out.length < minimumShared) return runWhole();
      const kernel = `adjustGradient${typeSuffix(out)}` as const;
      const { factor, limit, decay } = rule;
      share(kernel, [out, g, w], {
        argumentsOf: ([outAddress, gAddress, wAddress], n) =>
          [outAddress, gAddress, wAddress, n, factor, limit, decay] as const,
        runOnThisThread: (part) => wasm[kernel](...part),
        runWhole,
      });
    },
  };
}
