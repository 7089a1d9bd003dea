import { tensor } from "@retrograd/core";
import { byLayer, forward, type Network, requireNetwork, withRowStates } from "@retrograd/network";
import { withUndeclaredKink } from "../causes/undeclared-kink.js";
import type { Mode } from "../derivative/mode.js";
import { roundOffOf } from "../derivative/objective.js";
import { finish, mapSteps, type Steps } from "../derivative/steps.js";
import { worstVerdict } from "../derivative/verdict.js";
import { burnedIn } from "../network/burn-in.js";
import { type CheckInputs, type DrawOptions, drawCheckInputs } from "../network/check-inputs.js";
import { counted, type Evaluations } from "../network/checked-gradient.js";
import { readingsOf, usesOfParameters } from "../network/graph-inputs.js";
import { callLayer, callLayers, type LayerCall, tensorsOf } from "../network/layer-call.js";
import { type LayerOnPath, layersFromLoss } from "../network/layers-from-loss.js";
import { runLoss } from "../network/loss-as-layer.js";
import { perturbed } from "../network/perturbed.js";
import { networkWithReachedState } from "../network/reached-state.js";
import { checkedGradientsOfLoss } from "../network/tensor-gradients.js";
import { withBreach } from "../rules/breach.js";
import { hiddenBreaches } from "../rules/hidden-breaches.js";
import { movedSince, remember } from "../rules/hidden-state.js";
import { perturbedParams, warmUp } from "../rules/perturbed-setup.js";
import { stateBreaches } from "../rules/state-breaches.js";
import { withSmallGapCauses } from "../second-look/small-gap-causes.js";
import { assignBlame, downstreamIds, isGuilty } from "./blame.js";
import { isProof } from "./chain-rule.js";
import { checkLayerCall, type LayerCallOptions } from "./check-layer-call.js";
import { checkTensor } from "./check-tensor.js";
import { callEachFirstOnNaN } from "./first-calls.js";
import { suspectsFrom, withCulprit } from "./locality.js";
import { checkPrecision } from "./precision.js";
import type { GradientReport, TensorReport } from "./report.js";

/** Options of a check of a network. */
export interface CheckNetworkOptions extends DrawOptions {
  /** Check every element of every gradient, or a few random directions of each. A function returns the mode of each tensor,
   *  by the id of its layer and its name. Default "exhaustive". */
  readonly mode?: Mode | ((layer: string, tensor: string) => Mode);
  /** Steps of gradient descent before the check, to leave the special point of the initial parameters. Default 0. */
  readonly burnIn?: number;
  /** The only step h of the differences, such as 1e-4. Default: from 1e-4 down to 1e-8 as needed. A kink within the step
   *  counts as a subgradient. With a step above 1e-3, the error of the differences can make a right gradient fail. */
  readonly step?: number | undefined;
  /** The same model in float32 on the engine that trains it. Its gradients are compared with those in float64. */
  readonly training?: Network;
}

/** Progress of a check. */
export interface CheckProgress {
  /** Number of elements checked so far, over all tensors. */
  readonly done: number;
  readonly total: number;
}

/** Checks the gradients of a whole network, built with dtype "f64", against differences of two scalars. The scalar of each
 *  layer alone, `sum of c y` with a random cotangent c, finds the layer at fault; the loss of the network proves that the
 *  layers are connected correctly. A perturbation runs only the layers after it. Inputs are normally distributed; targets
 *  are drawn by the loss.
 *  @throws RetrogradError E_DTYPE when the network works in float32, E_OPTION for an unknown layer */
export function checkNetwork(network: Network, options: CheckNetworkOptions = {}): GradientReport {
  return finish(checkNetworkInSteps(network, options));
}

/** The same check in steps, many per second, so that the caller can show progress, do other work or stop:
 *  `for (const { done, total } of steps)`, or `steps.next()` until it is done and returns the report. */
export function* checkNetworkInSteps(
  network: Network,
  options: CheckNetworkOptions = {},
): Generator<CheckProgress, GradientReport, void> {
  requireNetwork("checkNetwork", network);
  const { mode = "exhaustive", batch = 3, seed = 0, burnIn = 0, step } = options;
  const drawn = drawCheckInputs(network, options);
  const { x, streams } = drawn;

  callEachFirstOnNaN(drawn);
  // one pass as training runs it, on other values: its errors name a layer that breaks its contract
  const otherParams = byLayer(network, ({ id, layer }) => {
    const { params, state } = tensorsOf(layer, drawn.params[id]);
    return { ...perturbedParams(params), ...state };
  });
  forward(drawn.network, otherParams, perturbed(x), { mode: "train", streams });
  const modeOf = typeof mode === "string" ? () => mode : mode;
  const reached = networkWithReachedState(drawn);
  // parameters that were passed have the state of their training, without that of rows
  const params =
    options.params === undefined ? reached : withRowStates(drawn.network, options.params, reached, batch);
  const inputs = { ...drawn, params: burnedIn({ ...drawn, params }, burnIn) };
  const check = new NetworkCheck(inputs, modeOf, options);
  const total = check.elements;
  let done = 0;
  const reports = yield* mapSteps(check.run(), (elements) => {
    done += elements;
    return { done, total };
  });
  const tensors = assignBlame(reports, network);
  const verdict = worstVerdict(tensors.map((report) => report.verdict));
  const { count: evaluations } = check.evaluations;
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

/** Checks layer by layer from the loss to the input. */
class NetworkCheck {
  readonly evaluations: Evaluations = { count: 0 };
  readonly inputs: CheckInputs;
  readonly #modeOf: LayerCallOptions["modeOf"];
  readonly #options: CheckNetworkOptions;
  readonly #calls: readonly LayerCall[];

  constructor(inputs: CheckInputs, modeOf: LayerCallOptions["modeOf"], options: CheckNetworkOptions) {
    this.inputs = inputs;
    this.#modeOf = modeOf;
    this.#options = options;
    this.#calls = callLayers(inputs);
  }

  /** Number of elements of all tensors that are checked. */
  get elements(): number {
    const path = layersFromLoss(this.inputs, this.#calls);
    const checked = [...path].filter(({ setup }) => this.#isChecked(setup.id));
    const tensors = checked.flatMap(({ setup: { x, params } }) => [x, ...Object.values(params)]);
    return tensors.reduce((sum, { size }) => sum + size, 0);
  }

  *run(): Steps<readonly TensorReport[]> {
    const { inputs } = this;
    const { network } = inputs;
    let reports: readonly TensorReport[] = [];
    const downstream = downstreamIds(network);
    // by position
    const proved: boolean[] = [];
    const carriedFrom: number[] = [];
    for (const layer of layersFromLoss(inputs, this.#calls)) {
      const { call, position, setup } = layer;
      const readers = readingsOf(network, position).map(({ reader }) => reader);
      const upstream = call && layer.upstream();
      const own = call && upstream ? roundOffOf(call.forward.y.data, upstream.data) : 0;
      const users = usesOfParameters(network, position).map((use) => use.position);
      const carried = Math.max(own, ...[...readers, ...users].map((reader) => carriedFrom[reader] ?? 0));
      carriedFrom[position] = carried;
      if (!this.#isChecked(setup.id)) continue;
      if (call === undefined) {
        reports = yield* this.#checkLoss(layer);
        proved[position] = reports.some(provesInput);
        continue;
      }
      const upstreamProved = readers.every((reader) => proved[reader] === true);
      const dependent = reports.filter((report) => downstream.get(call.id)?.has(report.layer));
      const inherited = dependent.some((report) => report.verdict === "fail" || isGuilty(report));
      const around = { inputs, position, layer, upstreamProved, carried, inherited };
      const layerReports = yield* checkLayerCall(call, this.#optionsOf(call.id), around);
      proved[position] = layerReports.some(provesInput);
      reports = inherited
        ? [...layerReports, ...reports]
        : withCulprit(layerReports, reports, () => suspectsFrom(inputs, this.#calls, position));
    }
    return reports;
  }

  #isChecked(id: string): boolean {
    return this.#options.layer === undefined || this.#options.layer === id;
  }

  *#checkLoss({ setup, gradients, withRows }: LayerOnPath): Steps<readonly TensorReport[]> {
    const { inputs } = this;
    const { t, streams, network } = inputs;
    const { id, x, layer, params } = setup;
    const options = this.#optionsOf(id);
    const dy = tensor([1], [1], x);
    warmUp(setup, dy);
    const rows = x.shape[0] ?? 0;
    const breaches = stateBreaches(setup, dy);
    if (breaches.length > 0) {
      const tensors = Object.entries({ x, ...params });
      yield tensors.reduce((sum, [, { size }]) => sum + size, 0);
      return tensors.map(([name, one]) => {
        const mode = this.#modeOf(id, name);
        const blank = {
          layer: id,
          type: layer.type,
          tensor: name,
          shape: one.shape,
          elements: one.size,
          mode,
        };
        return withBreach({ ...blank, verdict: "inconclusive" }, breaches);
      });
    }
    const { y } = runLoss({ loss: network.loss, x, t, params, streams });
    const memory = remember(setup, dy);
    const cause = () => ({ call: callLayer(setup), dy, rows, withRows, loss: { y, t } });
    const checks = checkedGradientsOfLoss(inputs, setup, gradients()).map((one) => ({
      ...one,
      whole: one.whole && counted(one.whole, this.evaluations),
    }));
    const reports: TensorReport[] = [];
    for (const { name, tensor: checked, whole } of checks) {
      const subject = { layer: id, type: layer.type, name, tensor: checked, inherited: false };
      const mode = this.#modeOf(id, name);
      reports.push(
        withUndeclaredKink(yield* checkTensor({ ...subject, whole, cause }, { ...options, mode })),
      );
    }
    const moved = movedSince(memory, setup, dy);
    if (moved.length > 0) return reports.map((report) => withBreach(report, moved));
    if (reports.some(({ verdict }) => verdict === "fail")) return reports;
    const hidden = withSmallGapCauses(
      hiddenBreaches(setup, dy, withRows),
      { call: callLayer(setup), dy, rows, loss: { y, t } },
      (name) => checks.find((one) => one.name === name)?.whole,
      streams,
    );
    return reports.map((report) => withBreach(report, hidden));
  }

  #optionsOf(id: string): LayerCallOptions {
    const { step } = this.#options;
    const rng = this.inputs.streams.stream(`directions/${id}`);
    return { modeOf: this.#modeOf, rng, step, evaluations: this.evaluations };
  }
}

/** Whether a report proves the gradient of the network's loss by the input of its layer, the upstream of the layer before. */
function provesInput({ tensor, verdict, whole }: TensorReport): boolean {
  return tensor === "x" && verdict !== "fail" && whole !== undefined && isProof(whole);
}

function overallMode(tensors: readonly TensorReport[]): GradientReport["mode"] {
  const [first] = tensors;
  if (first === undefined) return "exhaustive";
  return tensors.every(({ mode }) => mode === first.mode) ? first.mode : "mixed";
}
