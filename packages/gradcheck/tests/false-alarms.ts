import { type Rng, type Tensor, tensor } from "@retrograd/core";
import { checkNetwork, describeFailure, type Mode, type TensorReport } from "@retrograd/gradcheck";
import { drawCheckInputs } from "../src/network/check-inputs.js";
import type { LayerCall } from "../src/network/layer-call.js";
import { type Gradients, layersFromLoss } from "../src/network/layers-from-loss.js";
import { networkWithReachedState } from "../src/network/reached-state.js";
import type { RandomNetwork } from "./random-networks.js";
import { rightNetwork } from "./right-networks.js";

/** What became of all tensors of many networks that are right. */
export interface Count {
  /** All that were checked. */
  readonly tensors: number;
  /** Those with a proof. */
  readonly proved: number;
  /** Those of which nothing can be proved, since their gradient is 0 or far below what float64 shows. */
  readonly nothing: number;
  /** All others: called wrong, or unproved without a reason. */
  readonly alarms: readonly string[];
}

/** Checks the right networks of a range of seeds, every tensor of them. */
export function falseAlarms({
  mode,
  from,
  to,
  draw = rightNetwork,
}: {
  readonly mode: Mode;
  readonly from: number;
  readonly to: number;
  /** The network of a seed. Default: `rightNetwork`. */
  readonly draw?: (seed: number) => RandomNetwork;
}): Count {
  const alarms: string[] = [];
  let [tensors, proved, nothing] = [0, 0, 0];
  for (let seed = from; seed < to; seed++) {
    const right = draw(seed);
    const report = checkNetwork(right.network, { mode, batch: right.batch, seed });
    let blind: ReadonlySet<string> | undefined;
    for (const one of report.tensors) {
      tensors++;
      if (one.verdict === "pass" || one.verdict === "subgradient") {
        proved++;
        continue;
      }
      blind ??= blindOf(right);
      if (one.verdict === "inconclusive" && blind.has(nameOf(one))) nothing++;
      else
        alarms.push(`seed ${seed}, batch ${right.batch}, ${JSON.stringify(right.model)}: ${describe(one)}`);
    }
  }
  return { tensors, proved, nothing, alarms };
}

// the smallest gradient that differences of some hundred numbers near 1 can prove, if no kink makes the step smaller
const visible = 1e-7;

/** The tensors whose gradients are too small for differences, computed with the layers' backward, which is right here: the
 *  gradient of the layer alone, or that of the network's loss. Independent of the directions of the check. */
function blindOf({ network, batch, seed }: RandomNetwork): ReadonlySet<string> {
  const drawn = drawCheckInputs(network, { batch, seed });
  // the check's own, in which carried state is not 0
  const experiment = { ...drawn, params: networkWithReachedState(drawn) };
  const blind = new Set<string>();
  const rng = experiment.streams.stream("blind");
  for (const { setup, call, gradients } of layersFromLoss(experiment)) {
    const { id, params, x } = setup;
    const random = call && randomGradients(call, rng);
    for (const [name, numbers] of Object.entries({ x, ...params })) {
      const sizes = [numbers, x, ...(call === undefined ? [] : [call.forward.y])];
      const of = ({ dx, grads }: Gradients) => (name === "x" ? dx : grads[name]);
      const whole = gradients();
      if (isBlind(whole && of(whole), sizes) || (random && isBlind(of(random), sizes)))
        blind.add(`${id}.${name}`);
    }
  }
  return blind;
}

/** The gradients of a layer alone, by a random dy. */
function randomGradients({ forward: { y, backward } }: LayerCall, rng: Rng): Gradients {
  const values = Float64Array.from({ length: y.size }, () => rng.normal());
  return backward(tensor(values, y.shape, y));
}

function isBlind(gradient: Tensor | undefined, numbers: readonly Tensor[]): boolean {
  return gradient === undefined || largest([gradient]) < visible * Math.max(1, largest(numbers));
}

function largest(tensors: readonly Tensor[]): number {
  let maximum = 0;
  for (const { data } of tensors) for (const value of data) maximum = Math.max(maximum, Math.abs(value));
  return maximum;
}

function nameOf({ layer, tensor: name }: TensorReport): string {
  return `${layer}.${name}`;
}

function describe(report: TensorReport): string {
  if (report.verdict === "fail") return describeFailure(report);
  const unproved = [report.local, report.whole].flatMap((one) => one?.unproved ?? []);
  const size = (report.local?.unproved === undefined ? report.whole : report.local)?.largest;
  return `${nameOf(report)} is inconclusive (${unproved.join(", ")}) at a gradient of ${size}`;
}
