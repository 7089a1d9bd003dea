import { RetrogradError, referenceEngine, type Shape } from "@retrograd/core";
import { builtinData } from "@retrograd/data";
import { checkNetwork, conformance, describeFailure } from "@retrograd/gradcheck";
import { builtins } from "@retrograd/layers";
import {
  buildNetwork,
  createRegistry,
  type LayerDefinition,
  type LayerExample,
  type LossDefinition,
  type Plugin,
  type Registry,
} from "@retrograd/network";
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

/** Runs the conformance kit over every layer of a plugin, and checks the gradient of every loss. A layer is used as its
 *  `examples` say, else with default options on usual shapes; one that can be used in no such way is not proved.
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
  const examples = definition.examples ?? usualShapes.flatMap((input) => exampleOn(input, type, registry));
  if (examples.length === 0) return [unproved(type, triedOn(type, registry))];
  return conformance(definition, registry, examples).map(({ name, run }) => attempt(name, run));
}

/** The example of default options on a shape, where the layer takes both. */
function exampleOn(input: Shape, type: string, registry: Registry): readonly LayerExample[] {
  return refusal(input, [type, "IdentityWithLoss"], registry) === undefined ? [{ input }] : [];
}

function triedOn(type: string, registry: Registry): string {
  const reasons = usualShapes.flatMap((input) => refusal(input, [type, "IdentityWithLoss"], registry) ?? []);
  return reasons[0] ?? "";
}

function proveLoss({ type }: LossDefinition, registry: Registry): readonly Proof[] {
  const shapes = usualShapes.filter((input) => refusal(input, [type], registry) === undefined);
  if (shapes.length === 0) return [unproved(type, refusal(usualShapes[0] ?? [], [type], registry) ?? "")];
  return shapes.map((input) =>
    attempt(`${type} on [${input.join(", ")}]: the gradient is the derivative`, () => {
      const network = buildNetwork(
        registry,
        { input, layers: [type] },
        { engine: referenceEngine, dtype: "f64" },
      );
      const { verdict, tensors } = checkNetwork(network);
      if (verdict !== "fail" && verdict !== "inconclusive") return;
      const failed = tensors.filter((tensor) => tensor.verdict === "fail").map(describeFailure);
      throw new RetrogradError("E_MODEL", failed.join("\n") || "every gradient is zero");
    }),
  );
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
