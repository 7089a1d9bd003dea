import { checkDType, type DType, type Engine, referenceEngine, requireMembers } from "@retrograd/core";
import type { BuildContext, Registry } from "@retrograd/plugin";
import { type Issue, issuesError, requireRegistry, resolveOrThrow } from "@retrograd/plugin";
import { maskIssues } from "./masks.js";
import { networkInputs } from "./model-inputs.js";
import type { Model, Network, NetworkLayer, NetworkLoss } from "./network.js";
import { Trace } from "./trace-model.js";

/** The engine and number type of a network. */
export interface BuildOptions {
  /** Default: the reference engine. */
  readonly engine?: Engine;
  /** Default: "f32". */
  readonly dtype?: DType;
}

/** A checked model: its network, or its mistakes. */
export interface CheckedModel {
  readonly network?: Network;
  readonly issues: readonly Issue[];
  /** The layers that could be built, in order, for a trace of the shapes up to the first mistake. */
  readonly built: readonly (NetworkLayer | NetworkLoss)[];
}

/** Builds the network of a model and traces the shapes through it.
 *  @throws RetrogradError E_MODEL listing all issues */
export function buildNetwork(registry: Registry, model: Model, options: BuildOptions = {}): Network {
  const { network, issues } = checkModel(registry, model, options);
  if (network === undefined) throw issuesError(issues, "E_MODEL");
  return network;
}

/** Checks a model and builds its network. Collects every independent mistake instead of stopping at the first. */
export function checkModel(registry: Registry, model: Model, options: BuildOptions = {}): CheckedModel {
  requireRegistry("buildNetwork", registry);
  requireMembers("buildNetwork", "model", model, {
    expected: 'a model, such as { input: [4], layers: [{ Affine: 3 }, "SoftmaxWithLoss"] }',
    members: {},
  });
  const { engine = referenceEngine, dtype = "f32" } = options;
  checkDType("buildNetwork", dtype);
  const ctx: BuildContext = {
    engine,
    dtype,
    initializer(entry) {
      const resolved = resolveOrThrow(registry, "initializers", entry);
      return resolved.definition.create(resolved.options);
    },
  };
  const trace = new Trace(registry, ctx, model);
  for (const index of (model.layers ?? []).keys()) trace.add(index);
  trace.requireReaders();
  const { issues, built, layers, loss } = trace;
  if (issues.length > 0 || loss === undefined) return { issues, built };
  const network = { ...networkInputs(trace.inputs), engine, dtype, layers, loss };
  const wrongMasks = maskIssues(network);
  return wrongMasks.length > 0 ? { issues: wrongMasks, built } : { network, issues, built };
}
