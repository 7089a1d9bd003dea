import { type Tensor, tensor } from "@retrograd/core";
import { byLayer, forward, type Network, requireNetwork } from "@retrograd/network";
import type { Mode } from "../derivative/mode.js";
import { roundOffOf } from "../derivative/objective.js";
import type { Steps } from "../derivative/steps.js";
import { worstVerdict } from "../derivative/verdict.js";
import { burnedIn } from "../network/burn-in.js";
import { type CheckInputs, type DrawOptions, drawCheckInputs } from "../network/check-inputs.js";
import { type CheckedGradient, lossGradient } from "../network/checked-gradient.js";
import { callLayer, callLayers, type LayerCall } from "../network/layer-call.js";
import { lossAsLayer, lossWithRows } from "../network/loss-as-layer.js";
import { withBreach } from "../rules/breach.js";
import { hiddenBreaches } from "../rules/hidden-breaches.js";
import { movedSince, remember } from "../rules/hidden-state.js";
import { perturbed, perturbedParams, warmUp } from "../rules/perturbed-setup.js";
import { stateBreaches } from "../rules/state-breaches.js";
import { withSmallGapCauses } from "../second-look/small-gap-causes.js";
import { assignBlame, isGuilty } from "./blame.js";
import { isProof } from "./chain-rule.js";
import { checkLayerCall, fitting, type LayerCallOptions } from "./check-layer-call.js";
import { checkTensor } from "./check-tensor.js";
import { callEachFirstOnNaN } from "./first-calls.js";
import { suspectsFrom, withCulprit } from "./locality.js";
import { checkPrecision } from "./precision.js";
import type { GradientReport, TensorReport } from "./report.js";

/** What a check of a network may be told. */
export interface CheckNetworkOptions extends DrawOptions {
  /** Every element of every gradient, or a few random directions of each; for all tensors alike, or for each by the id of
   *  its layer and its name. "exhaustive" unless told. */
  readonly mode?: Mode | ((layer: string, tensor: string) => Mode);
  /** Steps of gradient descent before the check, away from the special point that first parameters are; 0 unless told. */
  readonly burnIn?: number;
  /** The only step of the differences, such as 1e-4; from 1e-4 down to 1e-8 as needed unless told. A kink within it is a
   *  subgradient. Above 1e-3 the differences themselves may be too far off, and a right gradient be called wrong. */
  readonly step?: number | undefined;
  /** The same model in float32 on the engine that trains it: its gradients are compared with the float64 ones. */
  readonly training?: Network;
}

/** How far a check is. */
export interface CheckProgress {
  /** Elements of all tensors that are done. */
  readonly done: number;
  readonly total: number;
}

/** Checks the gradients of a whole network, built with dtype "f64", against differences, for two scalars. The layer
 *  alone, `sum of c y` with a random cotangent c, finds the guilty layer; the network's loss proves the
 *  wiring. A nudge re-runs only what stands after it. Inputs are normal numbers, targets whatever the loss calls valid.
 *  @throws RetrogradError E_DTYPE when the network works in float32, E_OPTION for a layer that it does not have */
export function checkNetwork(network: Network, options: CheckNetworkOptions = {}): GradientReport {
  const steps = checkNetworkInSteps(network, options);
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

/** The same check as work that pauses many times a second, for whoever shows progress, has other things to do or may
 *  want to stop: `for (const { done, total } of steps)`, or `steps.next()` until it is done and gives the report. */
export function* checkNetworkInSteps(
  network: Network,
  options: CheckNetworkOptions = {},
): Generator<CheckProgress, GradientReport, void> {
  requireNetwork("checkNetwork", network);
  const { mode = "exhaustive", batch = 3, seed = 0, burnIn = 0, step } = options;
  const drawn = drawCheckInputs(network, options);
  const { x, streams } = drawn;

  callEachFirstOnNaN(drawn);
  // once as training runs it, on other numbers, so that a layer that breaks its contract is named
  const others = byLayer(network, ({ id }) => perturbedParams(drawn.params[id] ?? {}));
  forward(network, others, perturbed(x), { mode: "train", streams });
  const modeOf = typeof mode === "string" ? () => mode : mode;
  const check = new NetworkCheck({ ...drawn, params: burnedIn(drawn, burnIn) }, modeOf, options);
  const total = check.elements;
  let done = 0;
  const steps = check.run();
  let next = steps.next();
  while (!next.done) {
    done += next.value;
    yield { done, total };
    next = steps.next();
  }
  const tensors = assignBlame(next.value);
  const verdict = worstVerdict(tensors.map((report) => report.verdict));
  const { evaluations } = check;
  const how = { mode: overallMode(tensors), batch, seed, engine: network.engine.name, burnIn };
  const report = { verdict, ...how, ...(step === undefined ? {} : { step }), evaluations, tensors };
  if (options.training === undefined) return report;
  const precision = checkPrecision(check.inputs, options.training);
  const exact = precision.every((row) => row.verdict === "pass");
  return {
    ...report,
    verdict: exact ? verdict : "fail",
    training: { engine: options.training.engine.name, tensors: precision },
  };
}

/** Checks layer by layer from the loss to the input, handing the loss's gradient up as backpropagation does. */
class NetworkCheck {
  evaluations = 0;
  readonly inputs: CheckInputs;
  readonly #modeOf: LayerCallOptions["modeOf"];
  readonly #options: CheckNetworkOptions;
  readonly #layerCalls: readonly LayerCall[];
  readonly #lossInput: Tensor;

  constructor(inputs: CheckInputs, modeOf: LayerCallOptions["modeOf"], options: CheckNetworkOptions) {
    this.inputs = inputs;
    this.#modeOf = modeOf;
    this.#options = options;
    this.#layerCalls = callLayers(inputs);
    this.#lossInput = this.#layerCalls.at(-1)?.forward.y ?? inputs.x;
  }

  /** Of all tensors that are checked. */
  get elements(): number {
    const own = this.#layerCalls.filter(({ id }) => this.#isChecked(id));
    const tensors = own.flatMap((call) => [call.x, ...Object.values(call.params)]);
    if (this.#isChecked(this.inputs.network.loss.id)) tensors.push(this.#lossInput);
    return tensors.reduce((sum, { size }) => sum + size, 0);
  }

  *run(): Steps<readonly TensorReport[]> {
    const { inputs } = this;
    const { network, t } = inputs;
    const layerCalls = this.#layerCalls;
    const lossInput = this.#lossInput;
    let reports: readonly TensorReport[] = this.#isChecked(network.loss.id)
      ? [yield* this.#checkLoss(lossInput)]
      : [];
    const { dx } = network.loss.loss.forward(lossInput, t).backward();
    let upstream = fitting(dx, lossInput);
    let upstreamProved = reports.some(provesInput);
    let carried = 0;
    for (const [position, call] of [...layerCalls.entries()].toReversed()) {
      if (upstream !== undefined) carried = Math.max(carried, roundOffOf(call.forward.y.data, upstream.data));
      if (!this.#isChecked(call.id)) {
        upstream = upstream && call.forward.backward(upstream).dx;
        upstreamProved = false;
        continue;
      }
      const inherited = reports.some((report) => report.verdict === "fail" || isGuilty(report));
      const around = { inputs, position, upstream, upstreamProved, carried, inherited };
      const found = yield* checkLayerCall(
        call,
        this.#optionsOf(call.id),
        (gradient) => this.#watched(gradient),
        around,
      );
      reports = inherited
        ? [...found.reports, ...reports]
        : withCulprit(found.reports, reports, () =>
            suspectsFrom(inputs, layerCalls.slice(position), lossInput),
          );
      upstream = found.dx;
      upstreamProved = found.reports.some(provesInput);
    }
    return reports;
  }

  #isChecked(id: string): boolean {
    return this.#options.layer === undefined || this.#options.layer === id;
  }

  *#checkLoss(x: Tensor): Steps<TensorReport> {
    const { network, t, streams } = this.inputs;
    const { id, loss } = network.loss;
    const setup = lossAsLayer(network.loss, x, t, streams);
    const one = tensor([1], [1], network);
    warmUp(setup, one);
    const rows = x.shape[0] ?? 0;
    const mode = this.#modeOf(id, "x");
    const blank = {
      layer: id,
      type: loss.type,
      tensor: "x",
      shape: x.shape,
      elements: x.size,
      mode,
    } as const;
    const breaches = stateBreaches(setup, one);
    if (breaches.length > 0) {
      yield x.size;
      return withBreach({ ...blank, verdict: "inconclusive" }, breaches);
    }
    const { y, backward } = loss.forward(x, t);
    const whole = this.#watched(lossGradient(this.inputs, { tensor: x, analytic: backward().dx }));
    const memory = remember(setup, one);
    const withRows = (n: number) => lossWithRows({ loss: network.loss, x, t, streams }, n);
    const report = yield* checkTensor(
      {
        ...blank,
        name: "x",
        tensor: x,
        whole,
        inherited: false,
        cause: () => ({ call: callLayer(setup), dy: one, rows, withRows, loss: { y, t } }),
      },
      { ...this.#optionsOf(id), mode },
    );
    const moved = movedSince(memory, setup, one);
    if (moved.length > 0) return withBreach(report, moved);
    if (report.verdict === "fail") return report;
    const hidden = withSmallGapCauses(
      hiddenBreaches(setup, one, withRows),
      { call: callLayer(setup), dy: one, rows, loss: { y, t } },
      () => whole,
      streams,
    );
    return withBreach(report, hidden);
  }

  #optionsOf(id: string): LayerCallOptions {
    const { step } = this.#options;
    const rng = this.inputs.streams.stream(`directions/${id}`);
    return { modeOf: this.#modeOf, rng, step };
  }

  #watched(gradient: CheckedGradient): CheckedGradient {
    return {
      ...gradient,
      run: () => {
        this.evaluations++;
        return gradient.run();
      },
    };
  }
}

/** Whether a report proves the loss's gradient by the input of its layer, which the layer before is handed. */
function provesInput({ tensor, verdict, whole }: TensorReport): boolean {
  return tensor === "x" && verdict !== "fail" && whole !== undefined && isProof(whole);
}

function overallMode(tensors: readonly TensorReport[]): GradientReport["mode"] {
  const [first] = tensors;
  if (first === undefined) return "exhaustive";
  return tensors.every(({ mode }) => mode === first.mode) ? first.mode : "mixed";
}
