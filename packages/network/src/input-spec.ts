import type { Shape } from "@retrograd/core";
import { formatValue, type Issue, type Path } from "@retrograd/plugin";

/** An input of a network: its shape, whether it holds indices, and which number stands for padding. */
export interface InputSpec {
  /** Shape of one sample, without the batch axis. */
  readonly shape: Shape;
  /** The input holds whole numbers from 0 to indices - 1, which are never scaled. Default: it holds values. */
  readonly indices?: number;
  /** The number that stands for padding: a step is padding where all its numbers are this one. Default: no step is padding. */
  readonly padding?: number;
}

// float32 has every whole number up to here
const maxIndices = 2 ** 24;

/** Reads an input of a model: a shape, or `{ shape, indices, padding }`. path: of the input, ending with its name */
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
    const message = `"${path.at(-1)}" must list the axes of one sample, ${axes}, got ${formatValue(input)}`;
    return issue(path, message, `a list of ${axes}`, input);
  }
  const { shape, indices, padding, ...others } = input as Readonly<Record<string, unknown>>;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined && path.length === 1 && Object.keys(input).every((key) => key in others)) {
    const names = Object.keys(others).join(", ");
    const message = `several inputs are written under "inputs", not "input"; got ${names}`;
    const mistake: Issue = { code: "RG2009", path, at: "key", message, word: "input", aliasOf: "inputs" };
    return { issues: [mistake] };
  }
  if (unknown !== undefined) {
    const candidates = ["shape", "indices", "padding"];
    const expected = `one of ${candidates.join(", ")}`;
    const message = `unknown key "${unknown}" of an input. Known: ${candidates.join(", ")}`;
    return {
      issues: [
        { code: "RG2009", path: [...path, unknown], at: "key", message, expected, word: unknown, candidates },
      ],
    };
  }
  if (!isShape(shape)) {
    const message = `"shape" must list the axes of one sample, ${axes}, got ${formatValue(shape)}`;
    return issue([...path, "shape"], message, `a list of ${axes}`, shape);
  }
  const range = `a whole number from 1 to ${maxIndices}`;
  if (indices !== undefined && !isWhole(indices, 1, maxIndices)) {
    const message = `"indices" must be ${range}, got ${formatValue(indices)}: inputs are then 0 to indices - 1`;
    return issue([...path, "indices"], message, range, indices);
  }
  const value = { shape, ...(indices === undefined ? {} : { indices }) };
  if (padding === undefined) return { value, issues: [] };
  const expected = indices === undefined ? "a number" : `a whole number from 0 to ${indices - 1}`;
  const fits = indices === undefined ? Number.isFinite(padding) : isWhole(padding, 0, indices - 1);
  if (fits && typeof padding === "number") return { value: { ...value, padding }, issues: [] };
  const message = `"padding" must be ${expected}, the number that stands for padding, got ${formatValue(padding)}`;
  return issue([...path, "padding"], message, expected, padding);
}

function isWhole(value: unknown, low: number, high: number): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= low && value <= high;
}

/** Whether a value lists the axes of one sample. */
function isShape(shape: unknown): shape is Shape {
  return (
    Array.isArray(shape) && shape.length > 0 && shape.every((axis) => Number.isSafeInteger(axis) && axis > 0)
  );
}
