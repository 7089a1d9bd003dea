import type { FloatArray } from "../../dtype.js";
import type { OptimizerKernels, Team, TeamJob } from "../../engine.js";
import { typeSuffix } from "./float-type.js";
import type { KernelExports } from "./kernel-exports.js";
import { addressOf, leastShared, partsOfElements } from "./sharing.js";

/** The fused kernels of optimizers, shared among a team where the tensors are large. */
export function sharedOptimizerKernels(
  wasm: KernelExports,
  singleThreaded: OptimizerKernels,
  team: Team,
): OptimizerKernels {
  /** args: of a part, by the addresses of each buffer's part and its length */
  function share<T extends readonly number[]>(
    kernel: string,
    buffers: readonly FloatArray[],
    {
      args,
      ...how
    }: Pick<TeamJob<T>, "own" | "whole"> & { args: (addresses: readonly number[], length: number) => T },
  ): void {
    const work = buffers[0].length;
    const parts = () =>
      partsOfElements(work, team.count).map(([begin, end]) =>
        args(
          buffers.map((buffer) => addressOf(buffer, begin)),
          end - begin,
        ),
      );
    team.run({ kernel, work, parts, ...how });
  }
  return {
    ...singleThreaded,
    updateSgd(w, g, lr) {
      const whole = () => singleThreaded.updateSgd(w, g, lr);
      if (w.length < leastShared) return whole();
      const kernel = `updateSgd${typeSuffix(w)}` as const;
      share(kernel, [w, g], {
        args: ([atW, atG], n) => [atW, atG, n, lr] as const,
        own: (part) => wasm[kernel](...part),
        whole,
      });
    },
    updateMomentum(w, g, v, rule) {
      const whole = () => singleThreaded.updateMomentum(w, g, v, rule);
      if (w.length < leastShared) return whole();
      const kernel = `updateMomentum${typeSuffix(w)}` as const;
      const { momentum, gradientScale, velocityScale, lookahead } = rule;
      share(kernel, [w, g, v], {
        args: ([atW, atG, atV], n) =>
          [atW, atG, atV, n, momentum, gradientScale, velocityScale, lookahead] as const,
        own: (part) => wasm[kernel](...part),
        whole,
      });
    },
    updateRms(w, g, h, rule) {
      const whole = () => singleThreaded.updateRms(w, g, h, rule);
      if (w.length < leastShared) return whole();
      const kernel = `updateRms${typeSuffix(w)}` as const;
      const { decay, gradientScale, stepSize, eps } = rule;
      share(kernel, [w, g, h], {
        args: ([atW, atG, atH], n) => [atW, atG, atH, n, decay, gradientScale, stepSize, eps] as const,
        own: (part) => wasm[kernel](...part),
        whole,
      });
    },
    updateAdam(w, g, kept, rule) {
      const whole = () => singleThreaded.updateAdam(w, g, kept, rule);
      if (w.length < leastShared) return whole();
      const kernel = `updateAdam${typeSuffix(w)}` as const;
      const { beta1, beta2, stepSize, eps, weightDecayFactor } = rule;
      share(kernel, [w, g, kept.m, kept.v], {
        args: ([atW, atG, atM, atV], n) =>
          [atW, atG, atM, atV, n, beta1, beta2, stepSize, eps, weightDecayFactor] as const,
        own: (part) => wasm[kernel](...part),
        whole,
      });
    },
    adjustGradient(out, g, w, rule) {
      const whole = () => singleThreaded.adjustGradient(out, g, w, rule);
      if (out.length < leastShared) return whole();
      const kernel = `adjustGradient${typeSuffix(out)}` as const;
      const { factor, limit, decay } = rule;
      share(kernel, [out, g, w], {
        args: ([atOut, atG, atW], n) => [atOut, atG, atW, n, factor, limit, decay] as const,
        own: (part) => wasm[kernel](...part),
        whole,
      });
    },
  };
}
