export { type Aliased, type AliasMatch, findByAlias } from "./aliases.js";
export type { BlockDefinition } from "./contract/block.js";
export type { DataFiles, FileContent, FileStream, FolderEntry, RowStore } from "./contract/data-files.js";
export type {
  DataFile,
  Dataset,
  DatasetDefinition,
  SampleSet,
  Samples,
  Split,
  StoredSamples,
} from "./contract/dataset.js";
export {
  type DefinitionTypes,
  defineBlock,
  defineDataset,
  defineInitializer,
  defineJoint,
  defineLayer,
  defineLoss,
  defineMetric,
  defineOptimizer,
  defineSchedule,
  type References,
} from "./contract/define.js";
export type { Alias, Definition, Entry } from "./contract/definition.js";
export type { GraphExample, LayerGraph, LayerLeaves, LossGraph, LossLeaves } from "./contract/graph.js";
export type { Fan, Initializer, InitializerDefinition } from "./contract/initializer.js";
export type { InputPart } from "./contract/input-part.js";
export type { InputFile, InputReader, ModelInputs } from "./contract/input-reader.js";
export type { Joint, JointDefinition, JointExample, JointForward } from "./contract/joint.js";
export type {
  BuildContext,
  Forward,
  ForwardContext,
  InputKind,
  Layer,
  LayerDefinition,
  LayerExample,
  Params,
  Signature,
  StateSpec,
  UnitActivity,
} from "./contract/layer.js";
export type {
  Loss,
  LossContext,
  LossDefinition,
  LossForward,
  TargetKind,
  TargetSpec,
} from "./contract/loss.js";
export type { Measure, Metric, MetricDefinition, MetricResult, MetricTally } from "./contract/metric.js";
export type {
  Optimizer,
  OptimizerDefinition,
  UpdateContext,
  UpdateRule,
  WeightDecay,
} from "./contract/optimizer.js";
export type {
  JsonState,
  MetricValue,
  Schedule,
  ScheduleContext,
  ScheduleDefinition,
  SplitMetrics,
} from "./contract/schedule.js";
export type { InputOf, OutputOf, Schema, SchemaIssue, SchemaResult } from "./contract/schema.js";
export {
  blame,
  blaming,
  nameWithPackage,
  requireJoint,
  requireLayer,
  requireLoss,
  requireOutput,
  requireWeight,
} from "./contract-breach.js";
export { parseEntry } from "./entry.js";
export { type BuiltGraph, buildLayerGraph, buildLossGraph, graphTargets } from "./graph/build-graph.js";
export { type EvaluatedNode, evaluateGraph, forwardGraph, type LeafValues } from "./graph/evaluate-graph.js";
export { formulaOf } from "./graph/formula.js";
export { constant, GraphNode, type Operand } from "./graph/graph-node.js";
export { formatPath, formatValue, type Issue, type IssueCode, type Path } from "./issue.js";
export { nextStateProblem, requireNextState, type StatePass } from "./layer-state.js";
export { lossValue } from "./loss-value.js";
export { type Checked, checkOptions, checkValue } from "./options.js";
export {
  createRegistry,
  type Definitions,
  definePlugin,
  type Kind,
  kindNames,
  type Plugin,
  type Registry,
} from "./registry.js";
export { requireRegistry, requireStreams } from "./require-arguments.js";
export { issuesError, type Resolved, resolveEntry, resolveOrThrow, unexpectedId } from "./resolve.js";
export { schemaAt, schemaKeys } from "./schema-keys.js";
export { targetSpec } from "./target-spec.js";
