import type { FloatArray } from "../../dtype.js";
import type { OptimizerKernels } from "../../engine.js";
import { typeSuffix } from "./float-type.js";
import type { ShareRanges } from "./share-ranges.js";
import { addressOf, elementUnit, minimumShared } from "./sharing.js";

/** The fused kernels of optimizers, shared if the tensors are large. */
export function sharedOptimizerKernels(
  singleThreaded: OptimizerKernels,
  share: ShareRanges,
): OptimizerKernels {
  const rangeOf = ({ length }: FloatArray) => ({ length, unit: elementUnit, work: length });
  return {
    ...singleThreaded,
    updateSgd(w, g, lr) {
      if (w.length < minimumShared) return singleThreaded.updateSgd(w, g, lr);
      share(`updateSgd${typeSuffix(w)}`, rangeOf(w), ([begin, end]) => [
        addressOf(w, begin),
        addressOf(g, begin),
        end - begin,
        lr,
      ]);
    },
    updateMomentum(w, g, v, rule) {
      if (w.length < minimumShared) return singleThreaded.updateMomentum(w, g, v, rule);
      const { momentum, gradientScale, velocityScale, lookahead } = rule;
      share(`updateMomentum${typeSuffix(w)}`, rangeOf(w), ([begin, end]) => [
        addressOf(w, begin),
        addressOf(g, begin),
        addressOf(v, begin),
        end - begin,
        momentum,
        gradientScale,
        velocityScale,
        lookahead,
      ]);
    },
    updateRms(w, g, h, rule) {
      if (w.length < minimumShared) return singleThreaded.updateRms(w, g, h, rule);
      const { decay, gradientScale, stepSize, eps } = rule;
      share(`updateRms${typeSuffix(w)}`, rangeOf(w), ([begin, end]) => [
        addressOf(w, begin),
        addressOf(g, begin),
        addressOf(h, begin),
        end - begin,
        decay,
        gradientScale,
        stepSize,
        eps,
      ]);
    },
    updateAdam(w, g, moments, rule) {
      if (w.length < minimumShared) return singleThreaded.updateAdam(w, g, moments, rule);
      const { beta1, beta2, stepSize, eps, weightDecayFactor } = rule;
      share(`updateAdam${typeSuffix(w)}`, rangeOf(w), ([begin, end]) => [
        addressOf(w, begin),
        addressOf(g, begin),
        addressOf(moments.m, begin),
        addressOf(moments.v, begin),
        end - begin,
        beta1,
        beta2,
        stepSize,
        eps,
        weightDecayFactor,
      ]);
    },
    adjustGradient(out, g, w, rule) {
      if (out.length < minimumShared) return singleThreaded.adjustGradient(out, g, w, rule);
      const { factor, limit, decay } = rule;
      share(`adjustGradient${typeSuffix(out)}`, rangeOf(out), ([begin, end]) => [
        addressOf(out, begin),
        addressOf(g, begin),
        addressOf(w, begin),
        end - begin,
        factor,
        limit,
        decay,
      ]);
    },
  };
}
