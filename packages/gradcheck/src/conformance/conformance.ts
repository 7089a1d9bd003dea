import { type DType, philoxStreams, referenceEngine, type Shape, sameShape } from "@retrograd/core";
import {
  type BuildContext,
  checkOptions,
  type Definition,
  formatValue,
  issuesError,
  type Layer,
  type LayerDefinition,
  type LayerExample,
  type Registry,
  resolveOrThrow,
} from "@retrograd/plugin";
import { checkLayer } from "../check/check-layer.js";
import { describeFailure, describeUnproved, type GradientReport } from "../check/report.js";
import { withAnyBatch } from "../network/any-batch.js";
import { takesIndices, withAnyInput } from "../network/index-inputs.js";
import { withExampleMask } from "../network/masked.js";
import { withReachedState } from "../network/reached-state.js";
import { callFirstOnNaN } from "../rules/first-call.js";
import { sameBits, valuesOf } from "../rules/values.js";
import { checkLayerGraph } from "./conformance-graph.js";
import { broken, checkEngines, expectNear } from "./conformance-numbers.js";
import { checkPadding, takesPadding } from "./conformance-padding.js";
import {
  checkBatches,
  checkElsewhere,
  checkManyCalls,
  checkPurity,
  checkSizes,
  checkSpecialInputs,
  setupOf,
  unchangedSince,
  withRowsOf,
} from "./conformance-probes.js";
import { type PassOptions, passOf } from "./layer-pass.js";

/** One requirement on a layer; `run` throws when the layer does not meet it. */
export interface ConformanceCheck {
  readonly name: string;
  run(): void;
}

/** The requirements on a layer as checks for any test runner: `for (const { name, run } of conformance(...)) test(name, run)`.
 *  For each example: shapes and parameters are as declared; nothing is mutated; the same call gives the same result, also
 *  the thousandth; every gradient is the derivative in float64, also at special inputs and for other batches and sizes;
 *  float32 is near float64; every engine is near the reference engine; the seed determines the parameters; options can be
 *  stored and read again; padded steps change nothing else; a declared graph computes the same, node by node. registry: contains the initializers that the layer's
 *  options may name */
export function conformance(
  definition: LayerDefinition,
  registry: Registry,
  examples: readonly LayerExample[],
): readonly ConformanceCheck[] {
  return examples.flatMap((example) => {
    const title = `${definition.type} ${formatValue(example.options ?? {})} on [${example.input.join(", ")}]`;
    const build = (dtype: DType, engine = referenceEngine, input = example.input) => {
      const layer = buildLayer(definition, registry, { ...example, input }, { dtype, engine });
      // before any other call, so that values that a layer stores from its first call are NaN
      callFirstOnNaN(setupOf(layer, input, { dtype, engine }));
      return layer;
    };
    const pass = ({ dtype = "f64", engine = referenceEngine, ...options }: PassOptions) =>
      passOf(build(dtype, engine), example.input, { dtype, engine, ...options });
    const setup = () => withReachedState(setupOf(build("f64"), example.input));
    // what the layers of a definition share may change between two checks
    let checkUnchanged = () => {};
    return [
      {
        name: `${title}: shapes are as declared`,
        run() {
          checkShapes(build("f64"), example);
          checkUnchanged = unchangedSince(setup());
        },
      },
      {
        name: `${title}: nothing is mutated, and the same call gives the same result`,
        run: () => checkPurity(setup()),
      },
      {
        name: `${title}: gradients are the derivatives`,
        run() {
          checkGradients(build("f64"), example);
          checkElsewhere(setup());
        },
      },
      {
        name: `${title}: gradients are the derivatives at zeros, ties and large numbers`,
        run: () => checkSpecialInputs(setup(), example.input),
      },
      {
        name: `${title}: gradients are the derivatives for other batches and sizes`,
        run() {
          checkBatches(withRowsOf(setup()));
          checkSizes(
            (input, rows) => setupOf(build("f64", referenceEngine, input), input, { rows }),
            example.input,
          );
        },
      },
      {
        name: `${title}: a thousand calls give the same result`,
        run() {
          checkManyCalls(setup());
          checkUnchanged();
        },
      },
      {
        name: `${title}: float32 is near float64`,
        run: () => expectNear((options) => pass({ ...options, dtype: "f32" }), pass),
      },
      { name: `${title}: every engine agrees with the reference engine`, run: () => checkEngines(pass) },
      { name: `${title}: the same seed gives the same parameters`, run: () => checkSeed(() => build("f64")) },
      {
        name: `${title}: its options can be stored and read again`,
        run: () => checkRoundTrip(definition, example),
      },
      // not called on NaN first: a list of checks must not run the layer
      ...checkWhere(
        `${title}: padded steps change nothing else`,
        () => buildLayer(definition, registry, example, { dtype: "f64", engine: referenceEngine }),
        (layer) => takesPadding(layer, example.input),
        () => checkPadding(setup()),
      ),
      ...graphCheck(
        title,
        () => buildLayer(definition, registry, example, { dtype: "f64", engine: referenceEngine }),
        (layer) => checkLayerGraph(layer, example.input),
      ),
    ];
  });
}

/** The check of a graph, if there is one. */
export function graphCheck<T extends { readonly graph?: unknown }>(
  title: string,
  build: () => T,
  check: (piece: T) => void,
): readonly ConformanceCheck[] {
  return checkWhere(
    `${title}: its graph computes the same values and gradients, node by node`,
    build,
    ({ graph }) => graph !== undefined,
    check,
  );
}

/** A check of the layers or losses that it applies to; none where nothing can be built: the other checks report that. */
export function checkWhere<T>(
  name: string,
  build: () => T,
  applies: (piece: T) => boolean,
  check: (piece: T) => void,
): readonly ConformanceCheck[] {
  try {
    if (!applies(build())) return [];
  } catch {
    return [];
  }
  return [{ name, run: () => check(build()) }];
}

function buildLayer(
  definition: LayerDefinition,
  registry: Registry,
  { options, input }: LayerExample,
  on: Pick<BuildContext, "engine" | "dtype">,
): Layer {
  const checked = checkOptions(definition, options, [definition.type]);
  if (checked.issues.length > 0) throw issuesError(checked.issues, "E_OPTION");
  const ctx: BuildContext = {
    ...on,
    initializer(entry) {
      const resolved = resolveOrThrow(registry, "initializers", entry);
      return resolved.definition.create(resolved.options);
    },
  };
  return withExampleMask(withAnyBatch(withAnyInput(definition.create(checked.value, input, ctx))), input, on);
}

function checkShapes(layer: Layer, { input, output }: LayerExample): void {
  const { params, forward, x, back } = passOf(layer, input);
  if (output !== undefined) expectShape(`${layer.type}.outShape`, layer.outShape, output);
  expectShape("y", forward.y.shape, [3, ...layer.outShape]);
  if (!takesIndices(layer)) expectShape("dx", back.dx?.shape, x.shape);
  const expected = Object.keys(layer.paramShapes).sort().join(", ");
  for (const [what, tensors] of [
    ["init", params],
    ["backward", back.grads],
  ] as const) {
    const actual = Object.keys(tensors).sort().join(", ");
    if (actual !== expected)
      throw broken(`${what} must return the parameters ${expected || "(none)"}, got ${actual || "(none)"}`);
  }
  for (const [name, shape] of Object.entries(layer.paramShapes)) {
    expectShape(`init's ${name}`, params[name]?.shape, shape);
    expectShape(`the gradient of ${name}`, back.grads[name]?.shape, shape);
  }
}

function checkGradients(layer: Layer, { input }: LayerExample): void {
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

/** Checks that the stored options of a run, defaults included, are valid options again: a run is read from them. */
export function checkRoundTrip(definition: Definition, { options }: LayerExample): void {
  const first = checkOptions(definition, options, [definition.type]);
  const again = checkOptions(definition, JSON.parse(JSON.stringify(first.value ?? {})), [definition.type]);
  const [issue] = again.issues;
  if (issue !== undefined)
    throw broken(`the options with their defaults are refused when read again: ${issue.message}`);
  const [expected, actual] = [JSON.stringify(first.value), JSON.stringify(again.value)];
  if (actual !== expected) throw broken(`the options change when read again: from ${expected} to ${actual}`);
}

function checkSeed(build: () => Layer): void {
  const draw = () => valuesOf(build().init(philoxStreams(1).stream("init")));
  const [first, second] = [draw(), draw()];
  for (const [name, values] of Object.entries(first)) {
    if (second[name] === undefined || !sameBits(values, second[name]))
      throw broken(`the same seed gives another initial value of ${name}`);
  }
}

function expectShape(what: string, actual: Shape | undefined, expected: Shape): void {
  if (actual === undefined) throw broken(`${what} is missing`);
  if (!sameShape(actual, expected))
    throw broken(`${what} must be [${expected.join(", ")}], got [${actual.join(", ")}]`);
}
