export { type Diagnosis, type DiagnosisCode, diagnoses } from "./causes/diagnoses.js";
export type { Example, Explanation } from "./causes/explanations/explanation.js";
export { type CheckLayerOptions, checkLayer } from "./check-layer.js";
export {
  type CheckNetworkOptions,
  type CheckProgress,
  checkNetwork,
  checkNetworkInSteps,
} from "./check-network.js";
export type { ComparedElement, Comparison } from "./comparison.js";
export { type ConformanceCase, type ConformanceCheck, conformance } from "./conformance.js";
export { lossConformance } from "./conformance-losses.js";
export { type Forecast, forecastCheck, type TensorCost } from "./forecast.js";
export { gradientMatchers } from "./matchers.js";
export type { Mode } from "./mode.js";
export { mostSeconds } from "./most-seconds.js";
export {
  describeFailure,
  describeUnproved,
  type GradientReport,
  type PrecisionReport,
  type TensorReport,
} from "./report.js";
export type { Verdict } from "./verdict.js";
export { planWithin, secondsIn, type TimePlan } from "./within-time.js";
