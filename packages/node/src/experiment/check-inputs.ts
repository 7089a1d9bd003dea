import { formatShape, sizeOf } from "@retrograd/core";
import type { PreparedData } from "@retrograd/data";
import { inputRanges, type Network } from "@retrograd/network";
import { formatNumberOf } from "../format/numbers.js";
import { wrongIndexOf } from "./indices-of-inputs.js";

/** What is wrong with the inputs of the data, and at which key of the experiment. */
interface InputMistake {
  readonly path: readonly string[];
  readonly message: string;
}

/** The path of an input in the experiment. */
export function inputPath({ inputs }: Pick<Network, "inputs">, name: string): readonly string[] {
  return inputs === undefined ? ["model", "input"] : ["model", "inputs", name];
}

/** The first mistake in the inputs of the data: names, sizes, indices; undefined if the network takes them. */
export function inputMistake(network: Network, data: PreparedData): InputMistake | undefined {
  const wrong =
    (network.inputs && data.inputs ? wrongParts(network, data) : undefined) ?? wrongSize(network, data);
  if (wrong !== undefined) return wrong;
  for (const { name, indices, start, end } of inputRanges(network)) {
    if (indices === undefined) continue;
    const what = network.inputs === undefined ? "the model" : `the input ${name}`;
    const message = wrongIndexOf(data, { start, end, indices }, what);
    if (message !== undefined) return { path: [...inputPath(network, name), "indices"], message };
  }
  return undefined;
}

/** The inputs of the data must have the names, the order and the sizes of those of the network. */
function wrongParts(
  network: Network,
  { inputs: parts = [], name: of }: PreparedData,
): InputMistake | undefined {
  const inputs = inputRanges(network);
  const names = inputs.map(({ name }) => name);
  const got = parts.map(({ name }) => name);
  if (names.join() !== got.join()) {
    const isSorted = [...names].sort().join() === [...got].sort().join();
    const fix = isSorted ? "write them in this order" : "write the same names in both";
    const message = `the inputs of the model are ${names.join(", ")}, but those of ${of} are ${got.join(", ")}: ${fix}`;
    return { path: ["data", "dataset"], message };
  }
  for (const [k, { name, shape }] of inputs.entries()) {
    const size = parts[k]?.size ?? 0;
    if (size === sizeOf(shape)) continue;
    const message = `the input ${name} is ${formatShape(shape)}, but in a sample of ${of} it has ${formatNumberOf(size, "number")}: make them equal`;
    return { path: inputPath(network, name), message };
  }
  return undefined;
}

function wrongSize(network: Network, { inputShape, inputs, name }: PreparedData): InputMistake | undefined {
  const size = sizeOf(inputShape);
  const path = ["model", network.inputs === undefined ? "input" : "inputs"];
  if (network.inputs === undefined && inputs !== undefined && inputs.length > 1) {
    const names = inputs.map((one) => one.name).join(", ");
    const message = `${name} has the inputs ${names}, but the model has one: write inputs in place of input`;
    return { path, message };
  }
  if (size === sizeOf(network.input)) return undefined;
  const takes =
    network.inputs === undefined ? formatShape(network.input) : `of ${network.input[0]} numbers together`;
  const fix = network.inputs === undefined ? `write input: [${size}]` : "make them equal";
  const has = formatNumberOf(size, "number");
  return { path, message: `the model takes inputs ${takes}, but a sample of ${name} has ${has}: ${fix}` };
}
