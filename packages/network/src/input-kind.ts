import { formatShape } from "@retrograd/core";
import type { InputKind } from "@retrograd/plugin";
import type { NetworkInput } from "./network-inputs.js";

/** What an entry reads. */
interface Reading {
  readonly kind: InputKind;
  /** What it comes from, in messages. */
  readonly previous: string;
  /** Whether that is an input of the network. */
  readonly isInput: boolean;
  /** That input, or else the first one. */
  readonly input: Pick<NetworkInput, "name" | "shape">;
}

/** Why an entry that takes one kind of numbers cannot read another, and what to write; undefined if it can. */
export function kindProblem(
  id: string,
  takes: InputKind,
  { kind, previous, isInput, input }: Reading,
): string | undefined {
  const shape = formatShape(input.shape);
  if (takes === "values") {
    if (kind === "values") return undefined;
    return `${id} takes values, but ${previous} holds ${describeKind(kind)}: put a layer that takes indices before it, such as an embedding, or write ${input.name}: ${shape}`;
  }
  const { indices } = takes;
  const fix = `write ${input.name}: { shape: ${shape}, indices: ${indices} }`;
  if (kind === "values") {
    const from = isInput ? fix : `put it first and ${fix}`;
    return `${id} takes ${describeKind(takes)}, but ${previous} holds values: ${from}`;
  }
  if (kind.indices <= indices) return undefined;
  return `${id} takes ${describeKind(takes)}, but ${previous} holds ${describeKind(kind)}: ${fix}, or make ${id} take ${kind.indices}`;
}

/** A kind in messages: "values", "indices below 10". */
export function describeKind(kind: InputKind): string {
  return kind === "values" ? "values" : `indices below ${kind.indices}`;
}
