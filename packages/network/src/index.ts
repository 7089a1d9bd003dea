// what plugins define themselves with: they may import it from here as well
export {
  createRegistry,
  defineBlock,
  defineDataset,
  defineInitializer,
  defineJoint,
  defineLayer,
  defineLoss,
  defineMetric,
  defineOptimizer,
  definePlugin,
  defineSchedule,
  type ForwardContext,
  type Joint,
  type JointDefinition,
  type Layer,
  type LayerDefinition,
  type Loss,
  type LossDefinition,
  type Params,
  type Plugin,
  type Registry,
} from "@retrograd/plugin";
export {
  type BuildOptions,
  buildNetwork,
  type CheckedModel,
  checkModel,
} from "./build-network.js";
export { entryIds } from "./entry-ids.js";
export { type EntrySources, entrySources, type KnownSources, noSource } from "./entry-sources.js";
export { guardNetwork } from "./guard-network.js";
export type { InputSpec } from "./input-spec.js";
export { inOneRow, jointAsLayer, partsOfRow } from "./joint-as-layer.js";
export { LayerContext } from "./layer-context.js";
export {
  commitState,
  hasRowState,
  initRowState,
  initState,
  learnedParams,
  stateCount,
} from "./layer-state.js";
export { LossPassContext } from "./loss-context.js";
export { maskedEntries, maskOf, masksOf } from "./masks.js";
export type {
  Model,
  Network,
  NetworkLayer,
  NetworkLoss,
  NetworkParams,
  ParameterOwner,
  ParameterPlace,
} from "./network.js";
export {
  type InputBatch,
  type InputRange,
  type InputsOfNetwork,
  inputName,
  inputNameAt,
  inputRanges,
  inputsOf,
  inputTensors,
  type NetworkInput,
  shapeAt,
} from "./network-inputs.js";
export { stepBytes } from "./output-size.js";
export {
  type ParameterUse,
  parameterOwner,
  parameterOwners,
  tensorsOfLayer,
  tiesOf,
  usesOf,
} from "./parameter-owners.js";
export {
  matchesPattern,
  type ParameterRule,
  parameterNames,
  patternsOf,
  ruleOf,
} from "./parameter-rules.js";
export { PassMemory } from "./pass-memory.js";
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
export { initRowStates, resetRowStates, storeRowStates, withRowStates } from "./row-states.js";
export { rowsPerPass } from "./rows-per-pass.js";
export {
  byLayer,
  forward,
  forwardLoss,
  initParams,
  type NetworkForward,
  type NetworkGradients,
  type NetworkLossForward,
  parameterCount,
  predict,
  type RunContext,
} from "./run-network.js";
export { inputPosition, lossSource, readersOf, sourcesOf } from "./sources.js";
