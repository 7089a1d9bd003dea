import {
  bufferOf,
  type DType,
  philoxStreams,
  referenceEngine,
  type Shape,
  sameShape,
  type Tensor,
} from "@retrograd/core";
import {
  type BuildContext,
  checkOptions,
  type Definition,
  formatValue,
  issuesError,
  type Layer,
  type LayerDefinition,
  type Params,
  type Registry,
  resolveOrThrow,
} from "@retrograd/plugin";
import { checkLayer } from "../check/check-layer.js";
import { describeFailure, describeUnproved, type GradientReport } from "../check/report.js";
import { contextOf } from "../network/layer-call.js";
import { randomNormal, randomSigns } from "../network/random-tensors.js";
import { callFirstOnNaN } from "../rules/first-call.js";
import { broken, checkEngines, expectNear } from "./conformance-numbers.js";
import {
  checkBatches,
  checkManyCalls,
  checkSizes,
  checkSpecialInputs,
  setupOf,
  withRowsOf,
} from "./conformance-probes.js";
import { type PassOptions, passOf } from "./layer-pass.js";

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
 *  For each case: shapes and parameters as declared, nothing mutated, backward twice the same, every gradient the derivative
 *  in float64, also at special inputs, for other batches and sizes, a thousand calls the same, float32 near float64, every
 *  engine near the reference, parameters by seed, and options that can be kept and read again. registry names the
 *  initializers that the layer's options may use. */
export function conformance(
  definition: LayerDefinition,
  registry: Registry,
  cases: readonly ConformanceCase[],
): readonly ConformanceCheck[] {
  return cases.flatMap((one) => {
    const title = `${definition.type} ${formatValue(one.options ?? {})} on [${one.input.join(", ")}]`;
    const build = (dtype: DType, engine = referenceEngine, input = one.input) => {
      const layer = buildLayer(definition, registry, { ...one, input }, { dtype, engine });
      // before anything else does, so that what a layer keeps of a first call is NaN
      callFirstOnNaN(setupOf(layer, input, { dtype, engine }));
      return layer;
    };
    const pass = ({ dtype = "f64", engine = referenceEngine, ...options }: PassOptions) =>
      passOf(build(dtype, engine), one.input, { dtype, engine, ...options });
    const setup = () => setupOf(build("f64"), one.input);
    return [
      { name: `${title}: shapes are as declared`, run: () => checkShapes(build("f64"), one) },
      {
        name: `${title}: nothing is mutated, and backward twice gives the same`,
        run: () => checkPurity(build("f64"), one),
      },
      { name: `${title}: gradients are the derivatives`, run: () => checkGradients(build("f64"), one) },
      {
        name: `${title}: gradients are the derivatives at zeros, ties and large numbers`,
        run: () => checkSpecialInputs(setup(), one.input),
      },
      {
        name: `${title}: gradients are the derivatives for other batches and sizes`,
        run() {
          checkBatches(withRowsOf(setup()));
          checkSizes(
            (input, rows) => setupOf(build("f64", referenceEngine, input), input, { rows }),
            one.input,
          );
        },
      },
      { name: `${title}: a thousand calls give the same`, run: () => checkManyCalls(setup()) },
      {
        name: `${title}: float32 is near float64`,
        run: () => expectNear((options) => pass({ ...options, dtype: "f32" }), pass),
      },
      { name: `${title}: every engine gives what the reference does`, run: () => checkEngines(pass) },
      { name: `${title}: the same seed gives the same parameters`, run: () => checkSeed(() => build("f64")) },
      { name: `${title}: its options survive being kept`, run: () => checkRoundTrip(definition, one) },
    ];
  });
}

function buildLayer(
  definition: LayerDefinition,
  registry: Registry,
  { options, input }: ConformanceCase,
  setup: Pick<BuildContext, "engine" | "dtype">,
): Layer {
  const checked = checkOptions(definition, options, [definition.type]);
  if (checked.issues.length > 0) throw issuesError(checked.issues, "E_OPTION");
  const ctx: BuildContext = {
    ...setup,
    initializer(entry) {
      const resolved = resolveOrThrow(registry, "initializers", entry);
      return resolved.definition.create(resolved.options);
    },
  };
  return definition.create(checked.value, input, ctx);
}

function checkShapes(layer: Layer, { input, output }: ConformanceCase): void {
  const { params, forward, x, back } = passOf(layer, input);
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
  for (let seed = 0; seed < 3; seed++) refuseUnproved(checkLayer(layer, input, { seed }));
}

/** @throws RetrogradError E_MODEL with a line for each tensor that is wrong or not proved */
export function refuseUnproved({ tensors }: GradientReport): void {
  const failed = tensors.filter(({ verdict }) => verdict === "fail" || verdict === "inconclusive");
  if (failed.length === 0) return;
  const lines = failed.map((tensor) =>
    tensor.verdict === "fail"
      ? describeFailure(tensor)
      : `${tensor.layer}.${tensor.tensor}: ${describeUnproved(tensor)}`,
  );
  throw broken(lines.join("\n"));
}

/** What training keeps of the options, defaults included, must be options again: a run is read back from them. */
export function checkRoundTrip(definition: Definition, { options }: ConformanceCase): void {
  const first = checkOptions(definition, options, [definition.type]);
  const again = checkOptions(definition, JSON.parse(JSON.stringify(first.value ?? {})), [definition.type]);
  const [issue] = again.issues;
  if (issue !== undefined)
    throw broken(`the options with their defaults are refused when read again: ${issue.message}`);
  const [wanted, got] = [JSON.stringify(first.value), JSON.stringify(again.value)];
  if (got !== wanted) throw broken(`the options change when read again: from ${wanted} to ${got}`);
}

function checkSeed(build: () => Layer): void {
  const draw = () => snapshot(build().init(philoxStreams(1).stream("init")));
  expectSame("the same seed gives another first value of", draw(), draw());
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
