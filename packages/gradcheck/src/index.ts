export { type CheckLayerOptions, checkLayer } from "./check-layer.js";
export { type CheckNetworkOptions, checkNetwork } from "./check-network.js";
export type { ComparedElement, Comparison } from "./comparison.js";
export { type ConformanceCase, type ConformanceCheck, conformance } from "./conformance.js";
export { describeFailure, type GradientReport, type TensorReport } from "./report.js";
export type { Verdict } from "./verdict.js";
