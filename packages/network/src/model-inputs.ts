import { type Shape, sizeOf } from "@retrograd/core";
import { formatValue, type Issue, type Path } from "@retrograd/plugin";
import { type InputSpec, parseInput } from "./input-spec.js";
import type { Model } from "./network.js";
import { type InputsOfNetwork, inputName } from "./network-inputs.js";

/** An input of a model. */
export interface ModelInput {
  readonly name: string;
  /** Its path in the model: ["input"], or ["inputs", name]. */
  readonly path: Path;
  /** Undefined if it has a mistake. */
  readonly spec: InputSpec | undefined;
}

const namePattern = /^[A-Za-z][A-Za-z0-9_]*$/;

/** Reads the inputs of a model, in order: that of `input`, or those of `inputs`. */
export function parseInputs(model: Pick<Model, "input" | "inputs">): {
  readonly inputs: readonly ModelInput[];
  readonly issues: readonly Issue[];
} {
  const { input, inputs } = model;
  if (inputs === undefined) return parseEach([[inputName, input, ["input"]]]);
  const isMapping = typeof inputs === "object" && inputs !== null && !Array.isArray(inputs);
  const entries = isMapping ? Object.entries(inputs) : [];
  const issues: Issue[] = [];
  if (entries.length === 0) {
    const expected = "inputs by name, such as { words: [35], author: [12] }";
    const got = formatValue(inputs);
    const message = `"inputs" must be ${expected}, got ${got}`;
    issues.push({ code: "RG2009", path: ["inputs"], at: "value", message, expected, got });
  }
  if (input !== undefined) {
    const message = 'write "input" for one input or "inputs" for several, not both: move it into "inputs"';
    issues.push({ code: "RG2009", path: ["input"], at: "key", message, expected: '"input" or "inputs"' });
  }
  for (const [name] of entries) {
    if (namePattern.test(name)) continue;
    const expected = "letters, digits and _, starting with a letter";
    const message = `the name of an input must be ${expected}, got ${formatValue(name)}`;
    issues.push({ code: "RG2009", path: ["inputs", name], at: "key", message, expected });
  }
  const parsed = parseEach(entries.map(([name, value]) => [name, value, ["inputs", name]]));
  return { inputs: parsed.inputs, issues: [...issues, ...parsed.issues] };
}

function parseEach(values: readonly (readonly [name: string, value: unknown, path: Path])[]) {
  const issues: Issue[] = [];
  const inputs = values.map(([name, value, path]): ModelInput => {
    const parsed = parseInput(value, path);
    issues.push(...parsed.issues);
    return { name, path, spec: parsed.value };
  });
  return { inputs, issues };
}

/** What a network says about the inputs of its model, which has no mistakes. */
export function networkInputs(inputs: readonly ModelInput[]): InputsOfNetwork {
  const specs = inputs.map(({ name, spec }) => [name, spec ?? { shape: [] }] as const);
  const [only] = inputs;
  if (only?.path.length === 1) {
    const { shape, ...others } = only.spec ?? { shape: [] as Shape };
    return { input: shape, ...others };
  }
  const size = specs.reduce((sum, [, { shape }]) => sum + sizeOf(shape), 0);
  return { input: [size], inputs: Object.fromEntries(specs) };
}
