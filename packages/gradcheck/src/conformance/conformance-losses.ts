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
import type { NetworkLoss } from "@retrograd/network";
import {
  checkOptions,
  formatValue,
  issuesError,
  type LossDefinition,
  type Registry,
  resolveOrThrow,
} from "@retrograd/plugin";
import { checkNetwork } from "../check/check-network.js";
import { type LayerSetup, runLayer } from "../network/layer-call.js";
import { lossAsLayer, lossWithRows } from "../network/loss-as-layer.js";
import { randomNormal } from "../network/random-tensors.js";
import { callFirstOnNaN } from "../rules/first-call.js";
import { specialTargets } from "../rules/special-targets.js";
import {
  type ConformanceCase,
  type ConformanceCheck,
  checkRoundTrip,
  refuseUnproved,
} from "./conformance.js";
import { broken, checkEngines, expectNear } from "./conformance-numbers.js";
import { checkBatches, checkManyCalls, checkSizes, checkSpecialInputs } from "./conformance-probes.js";
import type { LayerPass, PassOptions } from "./layer-pass.js";

/** The promises of a loss as checks for any test runner, as `conformance` makes them of a layer. For each case: shapes as
 *  declared, its gradient the derivative in float64, also at special inputs and targets, for other batches and sizes, a
 *  thousand calls the same, the loss of a batch the mean of its parts, float32 near float64, every engine near the reference, and options that can be kept. */
export function lossConformance(
  definition: LossDefinition,
  registry: Registry,
  cases: readonly ConformanceCase[],
): readonly ConformanceCheck[] {
  return cases.flatMap((one) => {
    const options = one.options === undefined ? "" : ` ${formatValue(one.options)}`;
    const title = `${definition.type}${options} on [${one.input.join(", ")}]`;
    const drawn = (on: PassOptions = {}, input = one.input) =>
      draw(definition, registry, { ...one, input }, on);
    const setup = (on?: PassOptions, input?: Shape) => asLayer(drawn(on, input));
    const pass = (on: PassOptions) => passOf(setup(on));
    return [
      { name: `${title}: shapes are as declared`, run: () => checkShapes(drawn(), one) },
      {
        name: `${title}: the loss of a batch is the mean of its parts, weighed by what they count`,
        run: () => checkMean(drawn({ rows: 5 })),
      },
      { name: `${title}: the gradient is the derivative`, run: () => checkGradient(drawn(), one.input) },
      {
        name: `${title}: the gradient is the derivative at zeros, ties, large numbers and targets of all kinds`,
        run() {
          const { loss, streams } = drawn();
          checkSpecialInputs(setup(), one.input, (x) =>
            specialTargets(loss.loss, x, streams.stream("targets")).map(({ what, t }) => ({
              what,
              setup: lossAsLayer(loss, x, t, streams),
            })),
          );
        },
      },
      {
        name: `${title}: the gradient is the derivative for other batches and sizes`,
        run() {
          const usual = drawn();
          checkBatches((rows) => lossWithRows(usual, rows));
          checkSizes((input, rows) => setup({ rows }, input), one.input);
        },
      },
      { name: `${title}: a thousand calls give the same`, run: () => checkManyCalls(setup()) },
      {
        name: `${title}: float32 is near float64`,
        run: () => expectNear((on) => pass({ ...on, dtype: "f32" }), pass),
      },
      { name: `${title}: every engine gives what the reference does`, run: () => checkEngines(pass) },
      { name: `${title}: its options survive being kept`, run: () => checkRoundTrip(definition, one) },
    ];
  });
}

/** Holds a loss to `loss weight = sum over parts of loss weight`: otherwise the evaluation of a split depends on how its
 *  samples are grouped into passes. */
function checkMean({ loss: { loss }, x, t }: Drawn): void {
  const rows = x.shape[0] ?? 0;
  const cut = 2;
  const totalOf = (start: number, end: number) => {
    const [part, targets] = [rowsOf(x, start, end), rowsOf(t, start, end)];
    const { loss: mean, weight = end - start } = loss.forward(part, targets);
    return { total: weight === 0 ? 0 : mean * weight, weight };
  };
  const [whole, first, last] = [totalOf(0, rows), totalOf(0, cut), totalOf(cut, rows)];
  const wanted = first.total + last.total;
  const size = Math.max(Math.abs(first.total), Math.abs(last.total), Math.abs(whole.total));
  if (Math.abs(whole.total - wanted) <= 1e-9 * size) return;
  throw broken(
    `loss times weight is ${whole.total} for ${rows} rows, and ${wanted} for the first ${cut} and the others apart: take the mean over the rows, or return as "weight" what the mean is over`,
  );
}

/** x: [batch, ...] -> [end - start, ...] */
function rowsOf(x: Tensor, start: number, end: number): Tensor {
  const width = sizeOf(x.shape.slice(1));
  const values = Array.from(x.data).slice(start * width, end * width);
  return tensor(values, [end - start, ...x.shape.slice(1)], x);
}

/** A loss on normal numbers, with targets that it calls valid. */
interface Drawn {
  readonly loss: NetworkLoss;
  readonly x: Tensor;
  readonly t: Tensor;
  readonly streams: LayerSetup["streams"];
}

function draw(
  definition: LossDefinition,
  registry: Registry,
  { options, input }: ConformanceCase,
  { dtype = "f64", engine = referenceEngine, rows = 3, seed = 0 }: PassOptions,
): Drawn {
  const streams = philoxStreams(seed);
  const loss = buildLoss(definition, registry, { options, input }, { dtype, engine });
  const x = randomNormal([rows, ...input], streams.stream("x"), { dtype, engine });
  const t = loss.loss.exampleTargets(rows, streams.stream("t"));
  // before anything else does, so that what a loss keeps of a first call is NaN
  callFirstOnNaN(lossAsLayer(loss, x, t, streams));
  return { loss, x, t, streams };
}

function buildLoss(
  definition: LossDefinition,
  registry: Registry,
  { options, input }: ConformanceCase,
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

function asLayer({ loss, x, t, streams }: Drawn): LayerSetup {
  return lossAsLayer(loss, x, t, streams);
}

function passOf(setup: LayerSetup): LayerPass {
  const forward = runLayer(setup);
  const dy = tensor([1], [1], setup.x);
  return { dtype: setup.x.dtype, params: {}, x: setup.x, forward, back: forward.backward(dy) };
}

function checkShapes({ loss: { loss }, x, t }: Drawn, { output }: ConformanceCase): void {
  const rows = x.shape[0] ?? 0;
  const { y, backward } = loss.forward(x, t);
  const shapes: readonly (readonly [string, Shape, Shape])[] = [
    ["y", y.shape, [rows, ...loss.outShape]],
    ["what predict gives", loss.predict(x).shape, [rows, ...loss.outShape]],
    ["dx", backward().dx.shape, x.shape],
    ...(output === undefined ? [] : [[`${loss.type}.outShape`, loss.outShape, output] as const]),
  ];
  for (const [what, got, wanted] of shapes) {
    if (!sameShape(got, wanted))
      throw broken(`${what} must be [${wanted.join(", ")}], got [${got.join(", ")}]`);
  }
}

function checkGradient({ loss, x }: Drawn, input: Shape): void {
  const { engine, dtype } = x;
  for (let seed = 0; seed < 3; seed++)
    refuseUnproved(checkNetwork({ input, engine, dtype, layers: [], loss }, { seed }));
}
