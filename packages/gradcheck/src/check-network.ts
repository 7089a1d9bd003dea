import { philoxStreams, RetrogradError, tensor } from "@retrograd/core";
import { byLayer, forward, initParams, type Network, type NetworkParams } from "@retrograd/network";
import { burnedIn } from "./burn-in.js";
import { checkStage, fitting } from "./check-stage.js";
import { checkTensor, type TensorOptions } from "./check-tensor.js";
import { requireFloat64 } from "./float64.js";
import { lossAsLayer } from "./loss-stage.js";
import { checkPrecision } from "./precision.js";
import { randomNormal } from "./random-tensors.js";
import type { GradientReport, Mode, TensorReport } from "./report.js";
import { withBreach } from "./rules/breach.js";
import { changed, changedParams, warmUp } from "./rules/elsewhere.js";
import { hiddenBreaches } from "./rules/hidden-breaches.js";
import { firstRows } from "./rules/other-batches.js";
import { stateBreaches } from "./rules/state-breaches.js";
import { lossSite, type Site } from "./site.js";
import { type Experiment, newStage, runStages } from "./stages.js";
import { worstVerdict } from "./verdict.js";

/** What a check of a network may be told. */
export interface CheckNetworkOptions {
  /** Every element of every gradient, or a few random directions of each; "exhaustive" unless told. */
  readonly mode?: Mode;
  /** Rows of the batch; 3 unless told. */
  readonly batch?: number;
  /** Seed of parameters, input, targets, cotangents and directions; 0 unless told. */
  readonly seed?: number;
  /** Parameters, float64; freshly drawn unless given. */
  readonly params?: NetworkParams;
  /** Id of the only layer to check; all unless told. */
  readonly layer?: string;
  /** Steps of gradient descent before the check, away from the special point that first parameters are; 0 unless told. */
  readonly burnIn?: number;
  /** The only step of the differences, such as 1e-4; from 1e-4 down to 1e-8 as needed unless told. A kink within it is a
   *  subgradient. */
  readonly step?: number | undefined;
  /** The same model in float32 on the engine that trains it: its gradients are compared with the float64 ones. */
  readonly training?: Network;
  /** Told how many of all elements are done. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Checks the gradients of a whole network, built with dtype "f64", against differences, for two scalars. The layer
 *  alone, `sum of c y` with a random cotangent c of +1 and -1, finds the guilty layer; the network's loss proves the
 *  wiring. A nudge re-runs only what stands after it. Inputs are normal numbers, targets whatever the loss calls valid.
 *  @throws RetrogradError E_DTYPE when the network works in float32, E_OPTION for a layer that it does not have */
export function checkNetwork(network: Network, options: CheckNetworkOptions = {}): GradientReport {
  const { mode = "exhaustive", batch = 3, seed = 0, burnIn = 0 } = options;
  const streams = philoxStreams(seed);
  const x = randomNormal([batch, ...network.input], streams.stream("x"), network);
  const t = network.loss.loss.exampleTargets(batch, streams.stream("t"));
  const drawn = options.params ?? initParams(network, streams);
  requireFloat64("the network", [x, t, ...Object.values(drawn).flatMap((own) => Object.values(own))]);
  requireLayer(network, options.layer);

  // once as training runs it, on other numbers, so that a layer that breaks its contract is named
  const others = byLayer(network, ({ id }) => changedParams(drawn[id] ?? {}));
  forward(network, others, changed(x), { mode: "train", streams });
  const params = burnedIn({ network, params: drawn, x, t, streams }, burnIn);
  const check = new NetworkCheck({ network, params, x, t, streams }, mode, options);
  const tensors = assignBlame(check.run());
  const verdict = worstVerdict(tensors.map((report) => report.verdict));
  const { evaluations } = check;
  const how = { mode, batch, seed, engine: network.engine.name, burnIn };
  const { step } = options;
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
  readonly #mode: Mode;
  readonly #options: CheckNetworkOptions;
  #done = 0;
  #total = 0;

  constructor(experiment: Experiment, mode: Mode, options: CheckNetworkOptions) {
    this.experiment = experiment;
    this.#mode = mode;
    this.#options = options;
  }

  run(): readonly TensorReport[] {
    const { experiment } = this;
    const { network, x, t } = experiment;
    const stages = runStages(experiment);
    const lossInput = stages.at(-1)?.forward.y ?? x;
    const checked = stages.filter(({ id }) => this.#isChecked(id));
    const counted = checked.flatMap((stage) => [stage.x, ...Object.values(stage.params)]);
    this.#total = [...(this.#isChecked(network.loss.id) ? [lossInput] : []), ...counted].reduce(
      (sum, { size }) => sum + size,
      0,
    );
    const reports: TensorReport[] = this.#isChecked(network.loss.id) ? [this.#checkLoss(lossInput)] : [];
    const { dx } = network.loss.loss.forward(lossInput, t).backward();
    let upstream = fitting(dx, lossInput);
    for (const [position, stage] of [...stages.entries()].toReversed()) {
      if (!this.#isChecked(stage.id)) {
        upstream = upstream && stage.forward.backward(upstream).dx;
        continue;
      }
      const passedOn = reports.some(({ verdict }) => verdict === "fail");
      const around = { experiment, position, upstream, passedOn };
      const found = checkStage(stage, this.#tensorOptions(stage.id), (site) => this.#watched(site), around);
      reports.unshift(...found.reports);
      this.#count(found.reports);
      upstream = found.dx;
    }
    return reports;
  }

  #isChecked(id: string): boolean {
    return this.#options.layer === undefined || this.#options.layer === id;
  }

  #checkLoss(x: Experiment["x"]): TensorReport {
    const { network, t, streams } = this.experiment;
    const { id, loss } = network.loss;
    const place = lossAsLayer(network.loss, x, t, streams);
    const one = tensor([1], [1], network);
    warmUp(place, one);
    const rows = x.shape[0] ?? 0;
    const blank = { layer: id, type: loss.type, tensor: "x", shape: x.shape, elements: x.size } as const;
    const breaches = stateBreaches(place, one);
    if (breaches.length > 0) return withBreach({ ...blank, verdict: "inconclusive" }, breaches);
    const { y, backward } = loss.forward(x, t);
    const whole = this.#watched(lossSite(this.experiment, { tensor: x, gradient: backward().dx }));
    const withRows = (n: number) => lossAsLayer(network.loss, firstRows(x, n), firstRows(t, n), streams);
    const report = checkTensor(
      {
        ...blank,
        name: "x",
        tensor: x,
        whole,
        passedOn: false,
        cause: () => ({ stage: newStage(place), dy: one, rows, withRows, loss: { y, t } }),
      },
      this.#tensorOptions(id),
    );
    this.#count([report]);
    if (report.verdict === "fail") return report;
    return withBreach(report, hiddenBreaches(place, one, withRows));
  }

  #tensorOptions(id: string): TensorOptions {
    const { step } = this.#options;
    const rng = this.experiment.streams.stream(`directions/${id}`);
    return { mode: this.#mode, rng, step, onElement: () => this.#progress(1) };
  }

  /** A fast check is done with a tensor at once. */
  #count(reports: readonly TensorReport[]): void {
    if (this.#mode === "fast") for (const { elements } of reports) this.#progress(elements);
  }

  #progress(elements: number): void {
    this.#done += elements;
    this.#options.onProgress?.(this.#done, this.#total);
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

/** Names for each failure the layer at fault: the layer itself where it fails alone, else the next one after it that
 *  does, else the layer itself. A layer before a wrong one fails on the whole through no fault of its own. */
function assignBlame(reports: readonly TensorReport[]): readonly TensorReport[] {
  const guilty = (report: TensorReport) => report.verdict === "fail" && report.diagnosis !== undefined;
  return reports.map((report, index) => {
    if (report.verdict !== "fail") return report;
    const culprit = guilty(report) ? report : reports.slice(index).find(guilty);
    return { ...report, blame: culprit?.layer ?? report.layer };
  });
}

function requireLayer(network: Network, wanted: string | undefined): void {
  const known = [...network.layers, network.loss].map(({ id }) => id);
  if (wanted === undefined || known.includes(wanted)) return;
  throw new RetrogradError("E_OPTION", `the network has no layer "${wanted}". Known: ${known.join(", ")}`);
}
