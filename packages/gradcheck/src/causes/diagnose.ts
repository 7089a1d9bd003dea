import { anotherPath } from "./another-path.js";
import { approximation } from "./approximation.js";
import type { Cause, Failure } from "./cause.js";
import { commonRatio } from "./common-ratio.js";
import type { Diagnosis } from "./diagnoses.js";
import { element } from "./element.js";
import { misplaced } from "./misplaced.js";
import { missingSum } from "./missing-sum.js";
import { nonlinear } from "./nonlinear.js";
import { notFinite } from "./not-finite.js";
import { overwritten } from "./overwritten.js";
import { slopeOfOutput } from "./slope-of-output.js";
import { smoothedLoss } from "./smoothed-loss.js";
import { staleCache } from "./stale-cache.js";
import { statistic } from "./statistic.js";
import { exchangedAxes, untransposedProduct } from "./transposed.js";
import { outsideSample, unknown } from "./unknown.js";
import { declaredMask, maskByZeros } from "./wrong-mask.js";
import { zeroGradient } from "./zero-gradient.js";

// The first cause that recognises a failure is reported, so specific causes come before general ones.
const causes: readonly Cause[] = [
  notFinite,
  staleCache,
  zeroGradient,
  smoothedLoss,
  commonRatio,
  approximation,
  missingSum,
  exchangedAxes,
  untransposedProduct,
  declaredMask,
  misplaced,
  outsideSample,
  element,
  maskByZeros,
  overwritten,
  nonlinear,
  anotherPath,
  slopeOfOutput,
  statistic,
];

/** Names the likely cause of a wrong gradient. */
export function diagnose(failure: Failure): Diagnosis {
  for (const cause of causes) {
    const diagnosis = cause(failure);
    if (diagnosis !== undefined) return diagnosis;
  }
  return unknown(failure);
}
