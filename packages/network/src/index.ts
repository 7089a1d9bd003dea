export {
  type BuildOptions,
  buildNetwork,
  type CheckedModel,
  checkModel,
  type Model,
} from "./build-network.js";

export { guardNetwork } from "./guard-network.js";

export type { Network, NetworkLayer, NetworkLoss, NetworkParams } from "./network.js";

export {
  requireNetwork,
  requireParams,
} from "./require-arguments.js";

export {
  makeMetrics,
  measuresOf,
  type ResolvedMetric,
  type ResolvedMetrics,
  resolveMetrics,
} from "./resolve-metrics.js";
export { rowsPerPass } from "./rows-per-pass.js";
export {
  byLayer,
  forward,
  forwardLoss,
  initParams,
  LayerContext,
  type NetworkForward,
  type NetworkGradients,
  type NetworkLossForward,
  parameterCount,
  predict,
  type RunContext,
} from "./run-network.js";
