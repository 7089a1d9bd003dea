import { formatShape } from "@retrograd/core";
import type { InputKind } from "@retrograd/plugin";
import type { InputSpec } from "./input-spec.js";

/** What an entry reads: its kind, what it comes from, and the input of the network. */
interface Reading {
  readonly kind: InputKind;
  readonly previous: string;
  readonly input: InputSpec;
}

/** Why an entry that takes one kind of numbers cannot read another, and what to write; undefined if it can. */
export function kindProblem(
  id: string,
  takes: InputKind,
  { kind, previous, input }: Reading,
): string | undefined {
  const shape = formatShape(input.shape);
  if (takes === "values") {
    if (kind === "values") return undefined;
    return `${id} takes values, but ${previous} holds ${describeKind(kind)}: put a layer that takes indices before it, such as an embedding, or write input: ${shape}`;
  }
  const { indices } = takes;
  const fix = `write input: { shape: ${shape}, indices: ${indices} }`;
  if (kind === "values") {
    const from = previous === "the input" ? fix : `put it first and ${fix}`;
    return `${id} takes ${describeKind(takes)}, but ${previous} holds values: ${from}`;
  }
  if (kind.indices <= indices) return undefined;
  return `${id} takes ${describeKind(takes)}, but ${previous} holds ${describeKind(kind)}: ${fix}, or make ${id} take ${kind.indices}`;
}

/** A kind in messages: "values", "indices below 10". */
export function describeKind(kind: InputKind): string {
  return kind === "values" ? "values" : `indices below ${kind.indices}`;
}
