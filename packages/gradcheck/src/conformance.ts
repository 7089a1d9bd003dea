import {
  bufferOf,
  philoxStreams,
  RetrogradError,
  referenceEngine,
  type Shape,
  sameShape,
  type Tensor,
} from "@retrograd/core";
import {
  type BuildContext,
  checkOptions,
  formatValue,
  issuesError,
  type Layer,
  type LayerDefinition,
  type Params,
  type Registry,
  resolveOrThrow,
} from "@retrograd/network";
import { checkLayer } from "./check-layer.js";
import { randomNormal, randomSigns } from "./random-tensors.js";
import { describeFailure } from "./report.js";
import { contextOf } from "./stages.js";

/** One way of using a layer that must work. */
export interface ConformanceCase {
  /** Options as a spec gives them; none unless told. */
  readonly options?: unknown;
  /** Without the batch axis. */
  readonly input: Shape;
  /** What the layer must make of it, without the batch axis; not checked unless told. */
  readonly output?: Shape;
}

/** One thing that a layer promises; `run` throws when the promise is broken. */
export interface ConformanceCheck {
  readonly name: string;
  run(): void;
}

/** The promises of a layer as checks for any test runner: `for (const { name, run } of conformance(...)) test(name, run)`.
 *  For each case: shapes as declared, parameters as declared, nothing mutated, backward twice the same, every gradient
 *  the derivative in float64, and float32 near float64. registry names the initializers that the layer's options may use. */
export function conformance(
  definition: LayerDefinition,
  registry: Registry,
  cases: readonly ConformanceCase[],
): readonly ConformanceCheck[] {
  return cases.flatMap((one) => {
    const title = `${definition.type} ${formatValue(one.options ?? {})} on [${one.input.join(", ")}]`;
    const build = (dtype: "f32" | "f64") => buildLayer(definition, registry, one, dtype);
    return [
      { name: `${title}: shapes are as declared`, run: () => checkShapes(build("f64"), one) },
      {
        name: `${title}: nothing is mutated, and backward twice gives the same`,
        run: () => checkPurity(build("f64"), one),
      },
      { name: `${title}: gradients are the derivatives`, run: () => checkGradients(build("f64"), one) },
      {
        name: `${title}: float32 is near float64`,
        run: () => checkPrecision(build("f32"), build("f64"), one),
      },
    ];
  });
}

function buildLayer(
  definition: LayerDefinition,
  registry: Registry,
  { options, input }: ConformanceCase,
  dtype: "f32" | "f64",
): Layer {
  const checked = checkOptions(definition, options, [definition.type]);
  if (checked.issues.length > 0) throw issuesError(checked.issues, "E_OPTION");
  const ctx: BuildContext = {
    engine: referenceEngine,
    dtype,
    initializer(entry) {
      const resolved = resolveOrThrow(registry, "initializers", entry);
      return resolved.definition.create(resolved.options);
    },
  };
  return definition.create(checked.value, input, ctx);
}

/** A layer that has run forward and back once, on inputs drawn alike for both number types. */
function pass(layer: Layer, input: Shape, dtype: "f32" | "f64") {
  const streams = philoxStreams(0);
  const params = layer.init(streams.stream("init"));
  const x = randomNormal([3, ...input], streams.stream("x"), { dtype });
  const forward = layer.forward(params, x, contextOf(layer.type, streams));
  const dy = randomSigns(forward.y.shape, streams.stream("dy"), { dtype });
  const back = forward.backward(dy);
  return { params, x, forward, dy, back };
}

function checkShapes(layer: Layer, { input, output }: ConformanceCase): void {
  const { params, forward, x, back } = pass(layer, input, "f64");
  if (output !== undefined) expectShape(`${layer.type}.outShape`, layer.outShape, output);
  expectShape("y", forward.y.shape, [3, ...layer.outShape]);
  expectShape("dx", back.dx?.shape, x.shape);
  const names = Object.keys(layer.paramShapes).sort().join(", ");
  for (const [what, named] of [
    ["init", params],
    ["backward", back.grads],
  ] as const) {
    const given = Object.keys(named).sort().join(", ");
    if (given !== names)
      throw broken(`${what} must give the parameters ${names || "(none)"}, got ${given || "(none)"}`);
  }
  for (const [name, shape] of Object.entries(layer.paramShapes)) {
    expectShape(`init's ${name}`, params[name]?.shape, shape);
    expectShape(`the gradient of ${name}`, back.grads[name]?.shape, shape);
  }
}

function checkPurity(layer: Layer, { input }: ConformanceCase): void {
  const streams = philoxStreams(0);
  const params = layer.init(streams.stream("init"));
  const x = randomNormal([3, ...input], streams.stream("x"), { dtype: "f64" });
  const before = snapshot({ ...params, x });
  const { y, backward } = layer.forward(params, x, contextOf(layer.type, streams));
  const dy = randomSigns(y.shape, streams.stream("dy"), { dtype: "f64" });
  const [dyBefore, yBefore] = [snapshot({ dy }), snapshot({ y })];
  const [first, second] = [backward(dy), backward(dy)];
  expectSame("backward or forward wrote into", before, snapshot({ ...params, x }));
  expectSame("backward wrote into", dyBefore, snapshot({ dy }));
  expectSame("backward wrote into", yBefore, snapshot({ y }));
  expectSame("a second backward gives another", gradientsOf(first), gradientsOf(second));
}

function checkGradients(layer: Layer, { input }: ConformanceCase): void {
  for (let seed = 0; seed < 3; seed++) {
    const report = checkLayer(layer, input, { seed });
    const failed = report.tensors.filter(({ verdict }) => verdict === "fail" || verdict === "inconclusive");
    if (failed.length > 0) {
      const lines = failed.map((tensor) =>
        tensor.verdict === "fail"
          ? describeFailure(tensor)
          : `${tensor.layer}.${tensor.tensor}: every gradient is zero`,
      );
      throw broken(lines.join("\n"));
    }
  }
}

// float32 has 2^-24 of relative rounding; a few hundred operations deep, 1e-4 of the largest number is ample
const precision = 1e-4;

function checkPrecision(single: Layer, double: Layer, { input }: ConformanceCase): void {
  const [rough, exact] = [pass(single, input, "f32"), pass(double, input, "f64")];
  const given = { y: rough.forward.y, ...rough.back.grads, ...(rough.back.dx && { dx: rough.back.dx }) };
  const wanted: Params = {
    y: exact.forward.y,
    ...exact.back.grads,
    ...(exact.back.dx && { dx: exact.back.dx }),
  };
  for (const [name, tensor] of Object.entries(given)) {
    if (tensor.dtype !== "f32")
      throw broken(`${name} must be float32 where the layer is, got ${tensor.dtype}`);
    const reference = wanted[name]?.data ?? [];
    const largest = Math.max(1, ...Array.from(reference, Math.abs));
    const values = Array.from(tensor.data);
    const wrong = values.findIndex(
      (value, i) => !(Math.abs(value - (reference[i] ?? Number.NaN)) <= precision * largest),
    );
    if (wrong >= 0) {
      throw broken(
        `${name}: float32 gives ${values[wrong]}, float64 ${reference[wrong]} at element ${wrong}`,
      );
    }
  }
}

function gradientsOf({
  dx,
  grads,
}: {
  readonly dx?: Tensor;
  readonly grads: Params;
}): Readonly<Record<string, string>> {
  return snapshot({ ...grads, ...(dx === undefined ? {} : { dx }) });
}

/** The bits of tensors, to be compared later. */
function snapshot(tensors: Params): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => [name, bufferOf(tensor).join(" ")]),
  );
}

function expectSame(
  complaint: string,
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): void {
  for (const [name, bits] of Object.entries(before))
    if (after[name] !== bits) throw broken(`${complaint} ${name}`);
}

function expectShape(what: string, got: Shape | undefined, wanted: Shape): void {
  if (got === undefined) throw broken(`${what} is missing`);
  if (!sameShape(got, wanted))
    throw broken(`${what} must be [${wanted.join(", ")}], got [${got.join(", ")}]`);
}

function broken(message: string): RetrogradError {
  return new RetrogradError("E_MODEL", message);
}
