import { formatValue, type Issue, type Path } from "@retrograd/plugin";
import type { NetworkInput } from "./network-inputs.js";

/** The position of the input that an entry names in `mask`, or the mistake in it. path: of the entry */
export function entryMask(
  mask: string | undefined,
  inputs: readonly Pick<NetworkInput, "name" | "padding">[],
  path: Path,
): { readonly position?: number; readonly issues: readonly Issue[] } {
  if (mask === undefined) return { issues: [] };
  const index = inputs.findIndex(({ name }) => name === mask);
  if (index >= 0 && inputs[index]?.padding !== undefined) return { position: -1 - index, issues: [] };
  const where = { code: "RG2012", path: [...path, "mask"], at: "value", got: formatValue(mask) } as const;
  const padded = inputs.flatMap(({ name, padding }) => (padding === undefined ? [] : [name]));
  const choices = padded.length === 0 ? "none" : padded.join(", ");
  const message =
    index >= 0
      ? `the input ${mask} has no padding: write "padding" there, or remove "mask". With padding: ${choices}`
      : `no input has the name ${formatValue(mask)}. Inputs with padding: ${choices}`;
  const issue = { ...where, message, expected: "the name of an input with padding" };
  return { issues: [index >= 0 ? issue : { ...issue, word: mask, candidates: padded }] };
}
