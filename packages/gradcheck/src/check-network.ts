import { philoxStreams, scope, type Tensor } from "@retrograd/core";
import { forward, initParams, type Network, type NetworkParams } from "@retrograd/network";
import { checkTensor, type TensorCheck } from "./check-tensor.js";
import { requireFloat64 } from "./float64.js";
import { type Objective, weightedSum } from "./objective.js";
import { randomNormal, randomSigns } from "./random-tensors.js";
import type { GradientReport, TensorReport } from "./report.js";
import { branchesOf, contextOf, type Experiment, runStages, runTail, type Stage } from "./stages.js";
import { worstVerdict } from "./verdict.js";

/** What a check of a network may be told. */
export interface CheckNetworkOptions {
  /** Rows of the batch; 3 unless told. */
  readonly batch?: number;
  /** Seed of parameters, input, targets and cotangents; 0 unless told. */
  readonly seed?: number;
  /** Parameters, float64; freshly drawn unless given. */
  readonly params?: NetworkParams;
  /** Id of the only layer to check; all unless told. */
  readonly layer?: string;
  /** Told after each element how many of all elements are done. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Checks the gradients of a whole network, built with dtype "f64": every element of every parameter and of every
 *  layer's input, against differences, for two scalars in one pass. The layer alone, `sum of c y` with a random
 *  cotangent c of +1 and -1, finds the guilty layer; the network's loss proves the wiring. A nudge re-runs only what
 *  stands after it. Inputs are normal numbers, targets whatever the loss calls valid.
 *  @throws RetrogradError E_DTYPE when the network works in float32 */
export function checkNetwork(network: Network, options: CheckNetworkOptions = {}): GradientReport {
  const { batch = 3, seed = 0 } = options;
  const streams = philoxStreams(seed);
  const params = options.params ?? initParams(network, streams);
  const x = randomNormal([batch, ...network.input], streams.stream("x"), network);
  const t = network.loss.loss.exampleTargets(batch, streams.stream("t"));
  requireFloat64("the network", [x, t, ...Object.values(params).flatMap((own) => Object.values(own))]);

  // once as training runs it, so that a layer that breaks its contract is named
  forward(network, params, x, { mode: "train", streams });
  const experiment: Experiment = { network, params, x, t, streams };
  const stages = runStages(experiment);
  const isChecked = (id: string) => options.layer === undefined || options.layer === id;
  const total = elementCount(
    stages.filter(({ id }) => isChecked(id)),
    stages.at(-1)?.forward.y ?? x,
  );
  let done = 0;
  const check = new NetworkCheck(experiment, isChecked, () => options.onProgress?.(++done, total));
  const tensors = assignBlame(check.run(stages));
  const verdict = worstVerdict(tensors.map((report) => report.verdict));
  return {
    verdict,
    mode: "exhaustive",
    batch,
    seed,
    engine: network.engine.name,
    burnIn: 0,
    evaluations: check.evaluations,
    tensors,
  };
}

/** Checks stage by stage from the loss to the input, handing the loss's gradient up as backpropagation does. */
class NetworkCheck {
  evaluations = 0;
  readonly #experiment: Experiment;
  readonly #isChecked: (id: string) => boolean;
  readonly #onElement: () => void;

  constructor(experiment: Experiment, isChecked: (id: string) => boolean, onElement: () => void) {
    this.#experiment = experiment;
    this.#isChecked = isChecked;
    this.#onElement = onElement;
  }

  run(stages: readonly Stage[]): readonly TensorReport[] {
    const { network, x, t } = this.#experiment;
    const lossInput = stages.at(-1)?.forward.y ?? x;
    let upstream: Tensor | undefined = network.loss.loss.forward(lossInput, t).backward().dx;
    const reports: TensorReport[] = [];
    if (this.#isChecked(network.loss.id)) reports.push(this.#checkLoss(lossInput, upstream));
    for (const stage of stages.toReversed()) {
      const whole: ReturnType<Stage["forward"]["backward"]> | undefined =
        upstream && stage.forward.backward(upstream);
      if (this.#isChecked(stage.id)) reports.unshift(...this.#checkStage(stage, whole));
      upstream = whole?.dx;
    }
    return reports;
  }

  #checkStage(
    stage: Stage,
    whole: ReturnType<Stage["forward"]["backward"]> | undefined,
  ): readonly TensorReport[] {
    const { id, layer, params, x, forward } = stage;
    const { network, streams } = this.#experiment;
    const cotangent = randomSigns(forward.y.shape, streams.stream(`cotangent/${id}`), network);
    const local = forward.backward(cotangent);
    const evaluate = (): readonly Objective[] => {
      const branches = branchesOf(layer, params, x);
      const { y } = layer.forward(params, x, contextOf(id, streams));
      const alone = weightedSum(y, cotangent, branches);
      if (whole === undefined) return [alone];
      const tail = runTail(this.#experiment, stage.after, y);
      return [alone, lossObjective(tail.loss, [...branches, ...tail.branches])];
    };
    return Object.entries({ x, ...params }).map(([name, tensor]) => {
      const gradientOf = (back: typeof local) => (name === "x" ? back.dx : back.grads[name]);
      const analytic = {
        local: gradientOf(local),
        ...(whole === undefined ? {} : { whole: gradientOf(whole) }),
      };
      return this.#check({ layer: id, type: layer.type, name, tensor, analytic, evaluate });
    });
  }

  #checkLoss(x: Tensor, dx: Tensor): TensorReport {
    const { id, loss } = this.#experiment.network.loss;
    const evaluate = () => [lossObjective(loss.forward(x, this.#experiment.t).loss, [])];
    return this.#check({
      layer: id,
      type: loss.type,
      name: "x",
      tensor: x,
      analytic: { whole: dx },
      evaluate,
    });
  }

  #check(check: Omit<TensorCheck, "onElement">): TensorReport {
    const evaluate = () => {
      this.evaluations++;
      return scope(this.#experiment.network.engine, check.evaluate);
    };
    return checkTensor({ ...check, evaluate, onElement: this.#onElement });
  }
}

/** The loss as an objective. A loss near 0 is still a sum of terms near 1, whose round-off it carries. */
function lossObjective(value: number, branches: Objective["branches"]): Objective {
  return { value, magnitude: Math.max(1, Math.abs(value)), branches };
}

/** Names for each failure the layer at fault: the layer itself where it fails alone, else the next one after it that
 *  does, else the layer itself. A layer before a wrong one fails on the whole through no fault of its own. */
function assignBlame(reports: readonly TensorReport[]): readonly TensorReport[] {
  const guilty = (report: TensorReport) =>
    report.verdict === "fail" && (report.local === undefined || report.local.verdict === "fail");
  return reports.map((report, index) => {
    if (report.verdict !== "fail") return report;
    const culprit = guilty(report) ? report : reports.slice(index).find(guilty);
    return { ...report, blame: culprit?.layer ?? report.layer };
  });
}

function elementCount(stages: readonly Stage[], lossInput: Tensor): number {
  const tensors = stages.flatMap(({ x, params }) => [x, ...Object.values(params)]);
  return [lossInput, ...tensors].reduce((total, { size }) => total + size, 0);
}
