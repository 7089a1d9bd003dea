import { type Tensor, tensor } from "@retrograd/core";
import { byLayer, forward, type Network, requireNetwork } from "@retrograd/network";
import type { Mode } from "../derivative/mode.js";
import { roundOffOf } from "../derivative/objective.js";
import type { Steps } from "../derivative/steps.js";
import { worstVerdict } from "../derivative/verdict.js";
import { burnedIn } from "../network/burn-in.js";
import { type DrawOptions, drawExperiment } from "../network/experiment.js";
import { lossAsLayer, lossWithRows } from "../network/loss-stage.js";
import { lossSite, type Site } from "../network/site.js";
import { type Experiment, newStage, runStages, type Stage } from "../network/stages.js";
import { withBreach } from "../rules/breach.js";
import { changed, changedParams, warmUp } from "../rules/elsewhere.js";
import { hiddenBreaches } from "../rules/hidden-breaches.js";
import { movedSince, remember } from "../rules/hidden-state.js";
import { stateBreaches } from "../rules/state-breaches.js";
import { elsewhereToo } from "../second-look/elsewhere-too.js";
import { assignBlame, isGuilty } from "./blame.js";
import { isProof } from "./chain-rule.js";
import { checkStage, fitting, type StageOptions } from "./check-stage.js";
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
  const drawn = drawExperiment(network, options);
  const { x, streams } = drawn;

  callEachFirstOnNaN(drawn);
  // once as training runs it, on other numbers, so that a layer that breaks its contract is named
  const others = byLayer(network, ({ id }) => changedParams(drawn.params[id] ?? {}));
  forward(network, others, changed(x), { mode: "train", streams });
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
  const precision = checkPrecision(check.experiment, options.training);
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
  readonly experiment: Experiment;
  readonly #modeOf: StageOptions["modeOf"];
  readonly #options: CheckNetworkOptions;
  readonly #stages: readonly Stage[];
  readonly #lossInput: Tensor;

  constructor(experiment: Experiment, modeOf: StageOptions["modeOf"], options: CheckNetworkOptions) {
    this.experiment = experiment;
    this.#modeOf = modeOf;
    this.#options = options;
    this.#stages = runStages(experiment);
    this.#lossInput = this.#stages.at(-1)?.forward.y ?? experiment.x;
  }

  /** Of all tensors that are checked. */
  get elements(): number {
    const own = this.#stages.filter(({ id }) => this.#isChecked(id));
    const tensors = own.flatMap((stage) => [stage.x, ...Object.values(stage.params)]);
    if (this.#isChecked(this.experiment.network.loss.id)) tensors.push(this.#lossInput);
    return tensors.reduce((sum, { size }) => sum + size, 0);
  }

  *run(): Steps<readonly TensorReport[]> {
    const { experiment } = this;
    const { network, t } = experiment;
    const stages = this.#stages;
    const lossInput = this.#lossInput;
    let reports: readonly TensorReport[] = this.#isChecked(network.loss.id)
      ? [yield* this.#checkLoss(lossInput)]
      : [];
    const { dx } = network.loss.loss.forward(lossInput, t).backward();
    let upstream = fitting(dx, lossInput);
    let upstreamProved = reports.some(provesInput);
    let carried = 0;
    for (const [position, stage] of [...stages.entries()].toReversed()) {
      if (upstream !== undefined)
        carried = Math.max(carried, roundOffOf(stage.forward.y.data, upstream.data));
      if (!this.#isChecked(stage.id)) {
        upstream = upstream && stage.forward.backward(upstream).dx;
        upstreamProved = false;
        continue;
      }
      const passedOn = reports.some((report) => report.verdict === "fail" || isGuilty(report));
      const around = { experiment, position, upstream, upstreamProved, carried, passedOn };
      const found = yield* checkStage(
        stage,
        this.#optionsOf(stage.id),
        (site) => this.#watched(site),
        around,
      );
      reports = passedOn
        ? [...found.reports, ...reports]
        : withCulprit(found.reports, reports, () =>
            suspectsFrom(experiment, stages.slice(position), lossInput),
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
    const { network, t, streams } = this.experiment;
    const { id, loss } = network.loss;
    const place = lossAsLayer(network.loss, x, t, streams);
    const one = tensor([1], [1], network);
    warmUp(place, one);
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
    const breaches = stateBreaches(place, one);
    if (breaches.length > 0) {
      yield x.size;
      return withBreach({ ...blank, verdict: "inconclusive" }, breaches);
    }
    const { y, backward } = loss.forward(x, t);
    const whole = this.#watched(lossSite(this.experiment, { tensor: x, gradient: backward().dx }));
    const memory = remember(place, one);
    const withRows = (n: number) => lossWithRows({ loss: network.loss, x, t, streams }, n);
    const report = yield* checkTensor(
      {
        ...blank,
        name: "x",
        tensor: x,
        whole,
        passedOn: false,
        cause: () => ({ stage: newStage(place), dy: one, rows, withRows, loss: { y, t } }),
      },
      { ...this.#optionsOf(id), mode },
    );
    const moved = movedSince(memory, place, one);
    if (moved.length > 0) return withBreach(report, moved);
    if (report.verdict === "fail") return report;
    const hidden = elsewhereToo(
      hiddenBreaches(place, one, withRows),
      { stage: newStage(place), dy: one, rows, loss: { y, t } },
      () => whole,
      streams,
    );
    return withBreach(report, hidden);
  }

  #optionsOf(id: string): StageOptions {
    const { step } = this.#options;
    const rng = this.experiment.streams.stream(`directions/${id}`);
    return { modeOf: this.#modeOf, rng, step };
  }

  #watched(site: Site): Site {
    return {
      ...site,
      run: () => {
        this.evaluations++;
        return site.run();
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
