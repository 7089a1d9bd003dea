import { RetrogradError, referenceEngine, type Shape, sameShape, sizeOf } from "@retrograd/core";
import { conformance, lossConformance } from "@retrograd/gradcheck";
import { buildNetwork, jointAsLayer } from "@retrograd/network";
import {
  createRegistry,
  formatValue,
  type JointDefinition,
  type JointExample,
  type LayerDefinition,
  type LayerExample,
  type LossDefinition,
  type Plugin,
  type Registry,
} from "@retrograd/plugin";
import { builtinPlugins } from "./builtin-plugins.js";

/** A requirement of a layer or loss, and the problem if it is not met. */
export interface Proof {
  readonly name: string;
  readonly problem?: string;
}

/** Whether every requirement is met. */
export function isProved(proofs: readonly Proof[]): boolean {
  return proofs.every(({ problem }) => problem === undefined);
}

// inputs of a table, of a sequence and of a picture
const usualShapes: readonly Shape[] = [[6], [3, 4], [2, 5, 5]];

/** Runs the conformance kit over every layer and loss of a plugin. Each is tried with its `examples`, or else with
 *  default options on usual shapes; one that takes none of these is not proved.
 *  @throws RetrogradError E_DUPLICATE_NAME when the plugin defines a name that exists already */
export function provePlugin(plugin: Plugin): readonly Proof[] {
  const registry = createRegistry(...builtinPlugins, plugin);
  return [
    ...(plugin.layers ?? []).flatMap((layer) => proveLayer(layer, registry)),
    ...(plugin.joints ?? []).flatMap((joint) => proveJoint(joint, registry)),
    ...(plugin.losses ?? []).flatMap((loss) => proveLoss(loss, registry)),
  ];
}

function proveLayer(definition: LayerDefinition, registry: Registry): readonly Proof[] {
  const { type } = definition;
  const examples = definition.examples ?? examplesOn([type, "IdentityWithLoss"], registry);
  if (examples.length === 0) return [unproved(type, triedOn([type, "IdentityWithLoss"], registry))];
  const wrong = wrongExample(type, examples);
  if (wrong !== undefined) return [wrong];
  return conformance(definition, registry, examples).map(({ name, run }) => attempt(name, run));
}

/** Proves a joint as a layer of one input, all inputs of an example in a row. */
function proveJoint(definition: JointDefinition, registry: Registry): readonly Proof[] {
  const { examples = usualShapes.map((shape): JointExample => ({ inputs: [shape, shape] })), type } =
    definition;
  return examples.flatMap(({ inputs, ...example }) => {
    const width = inputs.reduce((sum, shape) => sum + sizeOf(shape), 0);
    const asLayer: LayerDefinition = {
      ...definition,
      examples: [],
      create(options, inShape, ctx) {
        if (sameShape(inShape, [width])) {
          // a row of all inputs has no steps
          const { mask: _mask, ...layer } = jointAsLayer(definition.createJoint(options, inputs, ctx));
          return layer;
        }
        throw new RetrogradError("E_SHAPE", `${type} is proved for the inputs of its examples only`);
      },
    };
    const checks = conformance(asLayer, registry, [{ ...example, input: [width] }]);
    return checks.map(({ name, run }) => attempt(name, run));
  });
}

function proveLoss(definition: LossDefinition, registry: Registry): readonly Proof[] {
  const { type } = definition;
  const examples = definition.examples ?? examplesOn([type], registry);
  if (examples.length === 0) return [unproved(type, triedOn([type], registry))];
  const wrong = wrongExample(type, examples);
  if (wrong !== undefined) return [wrong];
  return lossConformance(definition, registry, examples).map(({ name, run }) => attempt(name, run));
}

/** The problem of an author's examples, which no compiler may have checked. */
function wrongExample(type: string, examples: readonly LayerExample[]): Proof | undefined {
  const isShape = (input: unknown) =>
    Array.isArray(input) && input.every((n) => Number.isInteger(n) && n > 0);
  const index = examples.findIndex((example) => !isShape(example?.input));
  if (index === -1) return undefined;
  return {
    name: `${type}: its examples can be used`,
    problem: `examples[${index}].input must be a shape such as [4], without the batch axis, got ${formatValue(examples[index]?.input)}`,
  };
}

/** Examples with default options, for the usual shapes that a model of these layers takes. */
function examplesOn(layers: readonly string[], registry: Registry): readonly LayerExample[] {
  return usualShapes
    .filter((input) => refusal(input, layers, registry) === undefined)
    .map((input) => ({ input }));
}

function triedOn(layers: readonly string[], registry: Registry): string {
  const reasons = usualShapes.flatMap((input) => refusal(input, layers, registry) ?? []);
  return reasons[0] ?? "";
}

/** Why a model with default options cannot be built on a shape; undefined when it can. */
function refusal(input: Shape, layers: readonly string[], registry: Registry): string | undefined {
  try {
    buildNetwork(registry, { input, layers }, { engine: referenceEngine, dtype: "f64" });
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

function unproved(type: string, reason: string): Proof {
  return {
    name: `${type}: can be used in some way that is known`,
    problem: `neither has it examples, nor does it take its default options on a usual shape; give its definition examples: [{ options, input }]\n${reason}`,
  };
}

function attempt(name: string, run: () => void): Proof {
  try {
    run();
    return { name };
  } catch (error) {
    return { name, problem: messageOf(error) };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
