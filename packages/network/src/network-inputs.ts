import {
  defined,
  formatShape,
  RetrogradError,
  requireTensor,
  type Shape,
  sameShape,
  sizeOf,
  type Tensor,
} from "@retrograd/core";
import { formatValue } from "@retrograd/plugin";
import type { InputSpec } from "./input-spec.js";
import { partsOfRow } from "./joint-as-layer.js";
import type { Network } from "./network.js";

/** The name of a network's only input in `from`. */
export const inputName = "input";

/** One input of a network. */
export interface NetworkInput extends InputSpec {
  readonly name: string;
}

/** What a network says about its inputs. */
export type InputsOfNetwork = Pick<Network, "input" | "inputs" | "indices" | "padding">;

/** A batch of inputs: one tensor [batch, ...input], or a tensor for each of several inputs by name. */
export type InputBatch = Tensor | Readonly<Record<string, Tensor>>;

/** The inputs of a network in order. The position of input k is -1 - k. */
export function inputsOf({ input, inputs, indices, padding }: InputsOfNetwork): readonly NetworkInput[] {
  if (inputs === undefined) return [{ name: inputName, shape: input, ...defined({ indices, padding }) }];
  return Object.entries(inputs).map(([name, spec]) => ({ name, ...spec }));
}

/** The name of the input at a position below 0. */
export function inputNameAt(network: InputsOfNetwork, position: number): string {
  return inputsOf(network)[-1 - position]?.name ?? inputName;
}

/** An input, and where its numbers are in a row of all inputs. */
export interface InputRange extends NetworkInput {
  /** Position of its first number. */
  readonly start: number;
  /** Position after its last number. */
  readonly end: number;
}

/** Where the numbers of each input are in a row of all inputs, in order. */
export function inputRanges(network: InputsOfNetwork): readonly InputRange[] {
  let end = 0;
  return inputsOf(network).map((input) => {
    const start = end;
    end += sizeOf(input.shape);
    return { ...input, start, end };
  });
}

/** The shape at a position, without the batch axis: of a layer's output, or of an input below 0. */
export function shapeAt(network: InputsOfNetwork & Pick<Network, "layers">, position: number): Shape {
  const source = position < 0 ? inputsOf(network)[-1 - position] : network.layers[position]?.layer;
  if (source === undefined) return network.input;
  return "outShape" in source ? source.outShape : source.shape;
}

/** Finds each input of a network in a batch, in order. x: [batch, ...input], all inputs in one row if there are several, or a
 *  record of tensors [batch, ...] by name
 *  @throws RetrogradError E_SHAPE when x is not a batch of these inputs */
export function inputTensors(network: InputsOfNetwork, x: InputBatch): readonly Tensor[] {
  if (network.inputs === undefined) return [batchOf("x", x, network.input)];
  if (!isTensor(x)) return fromRecord(network.inputs, x);
  const row = batchOf("x", x, network.input);
  return partsOfRow(
    row,
    Object.values(network.inputs).map(({ shape }) => shape),
  );
}

function fromRecord(inputs: Readonly<Record<string, InputSpec>>, x: Readonly<Record<string, Tensor>>) {
  const names = Object.keys(inputs);
  const unknown = Object.keys(x ?? {}).find((name) => !Object.hasOwn(inputs, name));
  if (unknown !== undefined) {
    const message = `the network has no input ${formatValue(unknown)}. Inputs: ${names.join(", ")}`;
    throw new RetrogradError("E_SHAPE", message);
  }
  const tensors = Object.entries(inputs).map(([name, { shape }]) => batchOf(name, x?.[name], shape));
  const [first] = tensors;
  const other = tensors.findIndex((one) => one.shape[0] !== first?.shape[0]);
  if (other === -1) return tensors;
  throw new RetrogradError(
    "E_SHAPE",
    `each input must have as many rows as the others: ${names[0]} has ${first?.shape[0]}, ${names[other]} has ${tensors[other]?.shape[0]}`,
  );
}

function batchOf(name: string, x: unknown, shape: Shape): Tensor {
  requireTensor("forward", name, x);
  if (x.shape.length > 0 && sameShape(x.shape.slice(1), shape)) return x;
  throw new RetrogradError(
    "E_SHAPE",
    `the network takes ${name} [batch, ${shape.join(", ")}], got ${formatShape(x.shape)}`,
  );
}

// an input called "shape" is a tensor, not a list
function isTensor(x: InputBatch): x is Tensor {
  return Array.isArray((x as Partial<Tensor> | undefined)?.shape);
}
