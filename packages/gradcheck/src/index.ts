export { type Diagnosis, type DiagnosisCode, diagnoses } from "./causes/diagnoses.js";
export type { Example, Explanation } from "./causes/explanations/explanation.js";
export { type CheckLayerOptions, checkLayer } from "./check/check-layer.js";
export {
  type CheckNetworkOptions,
  type CheckProgress,
  checkNetwork,
  checkNetworkInSteps,
} from "./check/check-network.js";
export {
  describeFailure,
  describeUnproved,
  type GradientReport,
  type PrecisionReport,
  type TensorReport,
} from "./check/report.js";
export { type ConformanceCheck, conformance } from "./conformance/conformance.js";
export { lossConformance } from "./conformance/conformance-losses.js";
export { type GradientMatchers, gradientMatchers } from "./conformance/matchers.js";
export type { ComparedElement, Comparison } from "./derivative/comparison.js";
export type { Mode } from "./derivative/mode.js";
export type { Verdict } from "./derivative/verdict.js";
export { type Forecast, forecastCheck, type TensorCost } from "./forecast/forecast.js";
export { maxSeconds } from "./forecast/max-seconds.js";
export { planWithin, secondsIn, type TimePlan } from "./forecast/within-time.js";
