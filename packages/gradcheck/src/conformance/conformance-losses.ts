import {
  type DType,
  type Engine,
  philoxStreams,
  referenceEngine,
  type Shape,
  sameShape,
  sizeOf,
  type Tensor,
  tensor,
} from "@retrograd/core";
import { LossPassContext, type NetworkLoss } from "@retrograd/network";
import {
  checkOptions,
  formatValue,
  issuesError,
  type LayerExample,
  type LossDefinition,
  type Registry,
  resolveOrThrow,
} from "@retrograd/plugin";
import { checkNetwork } from "../check/check-network.js";
import { contextOf, type LayerSetup, runLayer } from "../network/layer-call.js";
import { type LossSetup, lossAsLayer, lossWithRows, runLoss } from "../network/loss-as-layer.js";
import { randomNormal } from "../network/random-tensors.js";
import { callFirstOnNaN } from "../rules/first-call.js";
import { specialTargets } from "../rules/special-targets.js";
import {
  type ConformanceCheck,
  checkRoundTrip,
  checkWhere,
  graphCheck,
  refuseUnproved,
} from "./conformance.js";
import { checkLossGraph } from "./conformance-graph.js";
import { broken, checkEngines, expectNear } from "./conformance-numbers.js";
import { checkLossPadding, takesPadding } from "./conformance-padding.js";
import {
  checkBatches,
  checkElsewhere,
  checkManyCalls,
  checkSizes,
  checkSpecialInputs,
} from "./conformance-probes.js";
import type { LayerPass, PassOptions } from "./layer-pass.js";

/** The requirements on a loss as checks for any test runner, as `conformance` has them for a layer. For each example: shapes
 *  are as declared; the loss of a batch is the mean of its parts; its gradient is the derivative in float64, also at special
 *  inputs and targets and for other batches and sizes; a thousand calls give the same result; float32 is near float64; every
 *  engine is near the reference engine; options can be stored and read again; padded steps do not count; a declared graph computes
 *  the same. */
export function lossConformance(
  definition: LossDefinition,
  registry: Registry,
  examples: readonly LayerExample[],
): readonly ConformanceCheck[] {
  return examples.flatMap((example) => {
    const options = example.options === undefined ? "" : ` ${formatValue(example.options)}`;
    const title = `${definition.type}${options} on [${example.input.join(", ")}]`;
    const drawn = (on: PassOptions = {}, input = example.input) =>
      draw(definition, registry, { ...example, input }, on);
    const setup = (on?: PassOptions, input?: Shape) => lossAsLayer(drawn(on, input));
    const pass = (on: PassOptions) => passOf(setup(on));
    return [
      { name: `${title}: shapes are as declared`, run: () => checkShapes(drawn(), example) },
      {
        name: `${title}: the loss of a batch is the mean of its parts, weighted by their counts`,
        run: () => checkMean(drawn({ rows: 5 })),
      },
      {
        name: `${title}: the gradient is the derivative`,
        run() {
          checkGradient(drawn(), example.input);
          checkElsewhere(setup());
        },
      },
      {
        name: `${title}: the gradient is the derivative at zeros, ties, large numbers and targets of all kinds`,
        run() {
          const { loss, params, streams } = drawn();
          checkSpecialInputs(setup(), example.input, (x) =>
            specialTargets(loss.loss, x, streams.stream("targets")).map(({ what, t }) => ({
              what,
              setup: lossAsLayer({ loss, x, t, params, streams }),
            })),
          );
        },
      },
      {
        name: `${title}: the gradient is the derivative for other batches and sizes`,
        run() {
          const usual = drawn();
          checkBatches((rows) => lossWithRows(usual, rows));
          checkSizes((input, rows) => setup({ rows }, input), example.input);
        },
      },
      { name: `${title}: a thousand calls give the same result`, run: () => checkManyCalls(setup()) },
      {
        name: `${title}: float32 is near float64`,
        run: () => expectNear((on) => pass({ ...on, dtype: "f32" }), pass),
      },
      { name: `${title}: every engine agrees with the reference engine`, run: () => checkEngines(pass) },
      {
        name: `${title}: its options can be stored and read again`,
        run: () => checkRoundTrip(definition, example),
      },
      ...checkWhere(
        `${title}: padded steps do not count`,
        () => drawn().loss.loss,
        (loss) => takesPadding(loss, example.input),
        () => checkLossPadding(drawn()),
      ),
      ...graphCheck(
        title,
        () => drawn().loss.loss,
        () => checkLossGraph((seed) => drawn({ seed }), example.input),
      ),
    ];
  });
}

/** Checks `loss weight = sum over parts of loss weight`. Without it, the loss of a split would depend on how its samples are
 *  grouped into passes. */
function checkMean(setup: LossSetup): void {
  const { loss, x, t, streams } = setup;
  const rows = x.shape[0] ?? 0;
  const cut = 2;
  const totalOf = (start: number, end: number) => {
    const [part, targets] = [rowsOf(x, start, end), rowsOf(t, start, end)];
    const { loss: mean, weight = end - start } = runLoss(
      { ...setup, x: part, t: targets },
      contextOf({ id: loss.id, streams, mode: "eval" }),
    );
    return { total: weight === 0 ? 0 : mean * weight, weight };
  };
  const [whole, first, last] = [totalOf(0, rows), totalOf(0, cut), totalOf(cut, rows)];
  const expected = first.total + last.total;
  const size = Math.max(Math.abs(first.total), Math.abs(last.total), Math.abs(whole.total));
  if (Math.abs(whole.total - expected) <= 1e-9 * size) return;
  throw broken(
    `loss times weight is ${whole.total} for ${rows} rows, and ${expected} for the first ${cut} and the others separately: take the mean over the rows, or return the count that the mean is over as "weight"`,
  );
}

/** x: [batch, ...] -> [end - start, ...] */
function rowsOf(x: Tensor, start: number, end: number): Tensor {
  const width = sizeOf(x.shape.slice(1));
  const values = Array.from(x.data).slice(start * width, end * width);
  return tensor(values, [end - start, ...x.shape.slice(1)], x);
}

/** A loss on normally distributed inputs, with targets that it draws itself. */
function draw(
  definition: LossDefinition,
  registry: Registry,
  { options, input }: LayerExample,
  { dtype = "f64", engine = referenceEngine, rows = 3, seed = 0 }: PassOptions,
): LossSetup {
  const streams = philoxStreams(seed);
  const loss = buildLoss(definition, registry, { options, input }, { dtype, engine });
  const x = randomNormal([rows, ...input], streams.stream("x"), { dtype, engine });
  const t = loss.loss.exampleTargets(rows, streams.stream("t"));
  const params = loss.loss.init?.(streams.stream(`init/${loss.id}`)) ?? {};
  const setup = { loss, x, t, params, streams };
  // before any other call, so that values that a loss stores from its first call are NaN
  callFirstOnNaN(lossAsLayer(setup));
  return setup;
}

function buildLoss(
  definition: LossDefinition,
  registry: Registry,
  { options, input }: LayerExample,
  on: { readonly dtype: DType; readonly engine: Engine },
): NetworkLoss {
  const checked = checkOptions(definition, options, [definition.type]);
  if (checked.issues.length > 0) throw issuesError(checked.issues, "E_OPTION");
  const loss = definition.create(checked.value, input, {
    ...on,
    initializer(entry) {
      const resolved = resolveOrThrow(registry, "initializers", entry);
      return resolved.definition.create(resolved.options);
    },
  });
  return { id: definition.type, loss, options: checked.value };
}

function passOf(setup: LayerSetup): LayerPass {
  const forward = runLayer(setup);
  const dy = tensor([1], [1], setup.x);
  return { dtype: setup.x.dtype, params: setup.params, x: setup.x, forward, back: forward.backward(dy) };
}

function checkShapes(setup: LossSetup, { output }: LayerExample): void {
  const {
    loss: { id, loss },
    x,
    params,
    streams,
  } = setup;
  const rows = x.shape[0] ?? 0;
  const { y, backward } = runLoss(setup);
  const { dx, grads = {} } = backward();
  const ctx = new LossPassContext(contextOf({ id, streams, mode: "eval" }), params, () => streams.stream(id));
  const parameters = Object.entries(loss.paramShapes ?? {});
  const shapes: readonly (readonly [string, Shape, Shape])[] = [
    ["y", y.shape, [rows, ...loss.outShape]],
    ["the result of predict", loss.predict(x, ctx).shape, [rows, ...loss.outShape]],
    ["dx", dx.shape, x.shape],
    ...parameters.flatMap(([name, shape]) => [
      [`the parameter ${name} of init`, params[name]?.shape ?? [], shape] as const,
      [`the gradient of ${name}`, grads[name]?.shape ?? [], shape] as const,
    ]),
    ...(output === undefined ? [] : [[`${loss.type}.outShape`, loss.outShape, output] as const]),
  ];
  for (const [what, actual, expected] of shapes) {
    if (!sameShape(actual, expected))
      throw broken(`${what} must be [${expected.join(", ")}], got [${actual.join(", ")}]`);
  }
}

function checkGradient({ loss, x }: LossSetup, input: Shape): void {
  const { engine, dtype } = x;
  for (let seed = 0; seed < 3; seed++)
    refuseUnproved(checkNetwork({ input, engine, dtype, layers: [], loss }, { seed }));
}
