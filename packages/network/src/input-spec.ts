import type { Shape } from "@retrograd/core";
import { formatValue, type Issue, type Path } from "@retrograd/plugin";

/** An input of a network: its shape, and whether it holds indices. */
export interface InputSpec {
  /** Shape of one sample, without the batch axis. */
  readonly shape: Shape;
  /** The input holds whole numbers from 0 to `indices` - 1, which are never scaled. Default: it holds values. */
  readonly indices?: number;
}

// float32 has every whole number up to here
const maxIndices = 2 ** 24;

/** Reads the input of a model: a shape, or `{ shape, indices }`. */
export function parseInput(
  input: unknown,
  path: Path,
): { readonly value?: InputSpec; readonly issues: readonly Issue[] } {
  const issue = (at: Path, message: string, expected: string, got: unknown) => {
    const where = { code: "RG2009", path: at, at: "value" } as const;
    return { issues: [{ ...where, message, expected, got: formatValue(got) }] };
  };
  const axes = "whole numbers > 0";
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    if (isShape(input)) return { value: { shape: input }, issues: [] };
    const message = `"input" must list the axes of one sample, ${axes}, got ${formatValue(input)}`;
    return issue(path, message, `a list of ${axes}`, input);
  }
  const { shape, indices, ...others } = input as { readonly shape?: unknown; readonly indices?: unknown };
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) {
    const message = `unknown key "${unknown}" of an input. Known: shape, indices`;
    return issue([...path, unknown], message, "one of shape, indices", unknown);
  }
  if (!isShape(shape)) {
    const message = `"shape" must list the axes of one sample, ${axes}, got ${formatValue(shape)}`;
    return issue([...path, "shape"], message, `a list of ${axes}`, shape);
  }
  if (indices === undefined) return { value: { shape }, issues: [] };
  if (typeof indices === "number" && Number.isInteger(indices) && indices > 0 && indices <= maxIndices)
    return { value: { shape, indices }, issues: [] };
  const range = `a whole number from 1 to ${maxIndices}`;
  const message = `"indices" must be ${range}, got ${formatValue(indices)}: inputs are then 0 to indices - 1`;
  return issue([...path, "indices"], message, range, indices);
}

/** Whether a value lists the axes of one sample. */
function isShape(shape: unknown): shape is Shape {
  return (
    Array.isArray(shape) && shape.length > 0 && shape.every((axis) => Number.isSafeInteger(axis) && axis > 0)
  );
}
