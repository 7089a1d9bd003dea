import type { FloatArray } from "../../dtype.js";
import type { Kernels, Team } from "../../engine.js";
import type { KernelExports } from "./kernel-exports.js";
import { addressOf, leastShared, partsOfElements, suffix } from "./sharing.js";

type Updates = Pick<Kernels, "updateSgd" | "updateMomentum" | "updateRms" | "updateAdam" | "adjustGradient">;

/** The updates of parameters and gradients, shared out among a team where the tensors are large. */
export function sharedUpdates(wasm: KernelExports, alone: Updates, team: Team): Updates {
  /** args: of a part, by the addresses of each buffer's part and its length */
  function share<T extends readonly number[]>(
    kernel: string,
    buffers: readonly FloatArray[],
    { args, own }: { args: (places: readonly number[], length: number) => T; own: (args: T) => void },
  ): void {
    const [{ length }] = buffers;
    const parts = partsOfElements(length, team.count).map(([begin, end]) =>
      args(
        buffers.map((buffer) => addressOf(buffer, begin)),
        end - begin,
      ),
    );
    team.run(kernel, parts, (index) => own(parts[index]), length);
  }
  return {
    updateSgd(w, g, lr) {
      if (w.length < leastShared) return alone.updateSgd(w, g, lr);
      const kernel = `updateSgd${suffix(w)}` as const;
      share(kernel, [w, g], {
        args: ([atW, atG], n) => [atW, atG, n, lr] as const,
        own: (args) => wasm[kernel](...args),
      });
    },
    updateMomentum(w, g, v, rule) {
      if (w.length < leastShared) return alone.updateMomentum(w, g, v, rule);
      const kernel = `updateMomentum${suffix(w)}` as const;
      const { momentum, gain, along, ahead } = rule;
      share(kernel, [w, g, v], {
        args: ([atW, atG, atV], n) => [atW, atG, atV, n, momentum, gain, along, ahead] as const,
        own: (args) => wasm[kernel](...args),
      });
    },
    updateRms(w, g, h, rule) {
      if (w.length < leastShared) return alone.updateRms(w, g, h, rule);
      const kernel = `updateRms${suffix(w)}` as const;
      const { decay, gain, rate, eps } = rule;
      share(kernel, [w, g, h], {
        args: ([atW, atG, atH], n) => [atW, atG, atH, n, decay, gain, rate, eps] as const,
        own: (args) => wasm[kernel](...args),
      });
    },
    updateAdam(w, g, kept, rule) {
      if (w.length < leastShared) return alone.updateAdam(w, g, kept, rule);
      const kernel = `updateAdam${suffix(w)}` as const;
      const { beta1, beta2, rate, eps, shrink } = rule;
      share(kernel, [w, g, kept.m, kept.v], {
        args: ([atW, atG, atM, atV], n) => [atW, atG, atM, atV, n, beta1, beta2, rate, eps, shrink] as const,
        own: (args) => wasm[kernel](...args),
      });
    },
    adjustGradient(out, g, w, rule) {
      if (out.length < leastShared) return alone.adjustGradient(out, g, w, rule);
      const kernel = `adjustGradient${suffix(out)}` as const;
      const { factor, limit, decay } = rule;
      share(kernel, [out, g, w], {
        args: ([atOut, atG, atW], n) => [atOut, atG, atW, n, factor, limit, decay] as const,
        own: (args) => wasm[kernel](...args),
      });
    },
  };
}
