import type { FloatArray } from "../../dtype.js";
import type { Kernels, Team, TeamJob } from "../../engine.js";
import type { KernelExports } from "./kernel-exports.js";
import { addressOf, leastShared, partsOfElements, suffix } from "./sharing.js";

type Updates = Pick<Kernels, "updateSgd" | "updateMomentum" | "updateRms" | "updateAdam" | "adjustGradient">;

/** The updates of parameters and gradients, shared out among a team where the tensors are large. */
export function sharedUpdates(wasm: KernelExports, alone: Updates, team: Team): Updates {
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
    updateSgd(w, g, lr) {
      const whole = () => alone.updateSgd(w, g, lr);
      if (w.length < leastShared) return whole();
      const kernel = `updateSgd${suffix(w)}` as const;
      share(kernel, [w, g], {
        args: ([atW, atG], n) => [atW, atG, n, lr] as const,
        own: (part) => wasm[kernel](...part),
        whole,
      });
    },
    updateMomentum(w, g, v, rule) {
      const whole = () => alone.updateMomentum(w, g, v, rule);
      if (w.length < leastShared) return whole();
      const kernel = `updateMomentum${suffix(w)}` as const;
      const { momentum, gain, along, ahead } = rule;
      share(kernel, [w, g, v], {
        args: ([atW, atG, atV], n) => [atW, atG, atV, n, momentum, gain, along, ahead] as const,
        own: (part) => wasm[kernel](...part),
        whole,
      });
    },
    updateRms(w, g, h, rule) {
      const whole = () => alone.updateRms(w, g, h, rule);
      if (w.length < leastShared) return whole();
      const kernel = `updateRms${suffix(w)}` as const;
      const { decay, gain, rate, eps } = rule;
      share(kernel, [w, g, h], {
        args: ([atW, atG, atH], n) => [atW, atG, atH, n, decay, gain, rate, eps] as const,
        own: (part) => wasm[kernel](...part),
        whole,
      });
    },
    updateAdam(w, g, kept, rule) {
      const whole = () => alone.updateAdam(w, g, kept, rule);
      if (w.length < leastShared) return whole();
      const kernel = `updateAdam${suffix(w)}` as const;
      const { beta1, beta2, rate, eps, shrink } = rule;
      share(kernel, [w, g, kept.m, kept.v], {
        args: ([atW, atG, atM, atV], n) => [atW, atG, atM, atV, n, beta1, beta2, rate, eps, shrink] as const,
        own: (part) => wasm[kernel](...part),
        whole,
      });
    },
    adjustGradient(out, g, w, rule) {
      const whole = () => alone.adjustGradient(out, g, w, rule);
      if (out.length < leastShared) return whole();
      const kernel = `adjustGradient${suffix(out)}` as const;
      const { factor, limit, decay } = rule;
      share(kernel, [out, g, w], {
        args: ([atOut, atG, atW], n) => [atOut, atG, atW, n, factor, limit, decay] as const,
        own: (part) => wasm[kernel](...part),
        whole,
      });
    },
  };
}
