import { type Engine, philoxStreams, referenceEngine, type Shape, sizeOf, tensor } from "@retrograd/core";
import { initState, LayerContext } from "@retrograd/network";
import { builtinPlugins } from "@retrograd/node";
import {
  checkOptions,
  createRegistry,
  type Entry,
  type LayerDefinition,
  type Plugin,
  resolveOrThrow,
} from "@retrograd/plugin";
import { movingEngine } from "@retrograd/testing";
import { expect, test } from "vitest";

// The memory of the portable engine moves when it grows, and views of it are then empty. Growing is rare, so a layer that uses a
// view of before would be wrong once in a thousand calls.

const registry = createRegistry(...builtinPlugins);
const layers = builtinPlugins.flatMap((plugin: Plugin): readonly LayerDefinition[] => plugin.layers ?? []);

/** All numbers of a forward and a backward pass. */
function numbersOf(definition: LayerDefinition, options: unknown, input: Shape, engine: Engine) {
  const on = { engine, dtype: "f64" } as const;
  const initializer = (entry: Entry) => {
    const resolved = resolveOrThrow(registry, "initializers", entry);
    return resolved.definition.create(resolved.options);
  };
  const layer = definition.create(checkOptions(definition, options, []).value, input, { ...on, initializer });
  const rng = () => philoxStreams(0).stream("numbers");
  const drawn = (shape: Shape, most = 1) => {
    const values = new Float64Array(sizeOf(shape));
    rng().fill(values);
    return tensor(
      values.map((u) => (most === 1 ? 4 * u - 2 : Math.floor(most * u))),
      shape,
      on,
    );
  };
  const { takes = "values" } = layer;
  const x = drawn([3, ...input], takes === "values" ? 1 : takes.indices);
  const params = { ...layer.init(rng()), ...initState(layer, on) };
  const context = new LayerContext({ mode: "train", needsInputGradient: true }, rng);
  const { y, backward, state = {} } = layer.forward(params, x, context);
  const { dx, grads } = backward(drawn(y.shape));
  const tensors = { y, ...state, ...grads, ...(dx && { dx }) };
  return Object.fromEntries(Object.entries(tensors).map(([name, { data }]) => [name, Array.from(data)]));
}

test.each(layers.map((definition) => [definition.type, definition] as const))(
  "%s is right on memory that moves with every tensor",
  (_type, definition) => {
    for (const { options, input } of definition.examples ?? [{ input: [2, 3] }])
      expect(numbersOf(definition, options, input, movingEngine())).toEqual(
        numbersOf(definition, options, input, referenceEngine),
      );
  },
);
