import { referenceEngine, type Shape } from "@retrograd/core";
import { builtinData } from "@retrograd/data";
import { conformance, lossConformance } from "@retrograd/gradcheck";
import { builtins } from "@retrograd/layers";
import { buildNetwork } from "@retrograd/network";
import {
  createRegistry,
  formatValue,
  type LayerDefinition,
  type LayerExample,
  type LossDefinition,
  type Plugin,
  type Registry,
} from "@retrograd/plugin";
import { builtinTraining } from "@retrograd/trainer";

/** A promise of a layer or loss, and what is wrong with it where it is broken. */
export interface Proof {
  readonly name: string;
  readonly problem?: string;
}

/** Whether every promise is kept. */
export function isProved(proofs: readonly Proof[]): boolean {
  return proofs.every(({ problem }) => problem === undefined);
}

// inputs of a table, of a sequence and of a picture
const usualShapes: readonly Shape[] = [[6], [3, 4], [2, 5, 5]];

/** Runs the conformance kit over every layer and loss of a plugin. Each is used as its `examples` say, else with default
 *  options on usual shapes; one that can be used in no such way is not proved.
 *  @throws RetrogradError E_DUPLICATE_NAME when the plugin takes a name that is taken */
export function provePlugin(plugin: Plugin): readonly Proof[] {
  const registry = createRegistry(builtins, builtinData, builtinTraining, plugin);
  return [
    ...(plugin.layers ?? []).flatMap((layer) => proveLayer(layer, registry)),
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

function proveLoss(definition: LossDefinition, registry: Registry): readonly Proof[] {
  const { type } = definition;
  const examples = definition.examples ?? examplesOn([type], registry);
  if (examples.length === 0) return [unproved(type, triedOn([type], registry))];
  const wrong = wrongExample(type, examples);
  if (wrong !== undefined) return [wrong];
  return lossConformance(definition, registry, examples).map(({ name, run }) => attempt(name, run));
}

/** What is wrong with the examples of an author, whose code no compiler may have checked. */
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

/** The examples of default options on usual shapes that a model of these layers takes. */
function examplesOn(layers: readonly string[], registry: Registry): readonly LayerExample[] {
  const taken = usualShapes.filter((input) => refusal(input, layers, registry) === undefined);
  return taken.map((input) => ({ input }));
}

function triedOn(layers: readonly string[], registry: Registry): string {
  const reasons = usualShapes.flatMap((input) => refusal(input, layers, registry) ?? []);
  return reasons[0] ?? "";
}

/** Why a model of default options does not build on a shape; nothing where it does. */
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
