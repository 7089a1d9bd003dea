import type { Tensor } from "@retrograd/core";
import { localGradientOf } from "../causes/another-call.js";
import { withUndeclaredKink } from "../causes/undeclared-kink.js";
import type { Mode } from "../derivative/mode.js";
import type { Steps } from "../derivative/steps.js";
import { batchOf } from "../network/batch-rows.js";
import { counted, type Evaluations } from "../network/checked-gradient.js";
import { declaresKinks, type LayerCall } from "../network/layer-call.js";
import type { LayerOnPath } from "../network/layers-from-loss.js";
import { randomWeights } from "../network/random-tensors.js";
import { checkedGradientsOf, type Position } from "../network/tensor-gradients.js";
import { type Breach, mayBeCompared, withBreach, withCause } from "../rules/breach.js";
import { hiddenBreaches } from "../rules/hidden-breaches.js";
import { movedSince, remember } from "../rules/hidden-state.js";
import { warmUp } from "../rules/perturbed-setup.js";
import { stateBreaches } from "../rules/state-breaches.js";
import { withSmallGapCauses } from "../second-look/small-gap-causes.js";
import { isGuilty } from "./blame.js";
import { withCertainZeros } from "./certain-zero.js";
import { byChainRule, seemsKinked } from "./chain-rule.js";
import { checkTensor, type TensorOptions } from "./check-tensor.js";
import type { TensorReport } from "./report.js";

/** The network around a layer. */
export interface Surroundings extends Position {
  readonly layer: LayerOnPath;
  /** Whether the gradient of the network's loss by the layer's output was proved. */
  readonly upstreamProved: boolean;
  /** Whether a later layer is wrong, so that the layer inherits a wrong gradient. */
  readonly inherited: boolean;
}

/** How a layer is checked. */
export interface LayerCallOptions extends Omit<TensorOptions, "mode"> {
  /** The mode of each of its tensors. */
  modeOf(layer: string, tensor: string): Mode;
  /** Counts the forward passes of the check. */
  readonly evaluations: Evaluations;
}

/** Checks one call of a layer: first the rules of state, then every gradient, of the layer alone and of the network's loss. */
export function* checkLayerCall(
  call: LayerCall,
  options: LayerCallOptions,
  around?: Surroundings,
): Steps<readonly TensorReport[]> {
  const { id, layer, params, x, streams, forward } = call;
  const rows = x.shape[0] ?? 0;
  const cotangent = randomWeights(forward.y.shape, streams.stream(`cotangent/${id}`), x);
  warmUp(call, cotangent);
  const breaches = stateBreaches(call, cotangent);
  const lossGradients = around?.layer.gradients();
  if (!mayBeCompared(breaches)) {
    const tensors = Object.entries({ x, ...params });
    yield tensors.reduce((sum, [, { size }]) => sum + size, 0);
    return tensors.map((entry) => breached(call, entry, options.modeOf(id, entry[0]), breaches));
  }

  // compared again after the check, whose many calls may change a hidden state
  const memory = remember(call, cotangent);
  const upstream = around?.layer.upstream();
  const withRows = (n: number) => ({ ...call, x: batchOf(x, n) });
  const reports: TensorReport[] = [];
  if (layer.takes !== undefined && layer.takes !== "values") {
    const { indices } = layer.takes;
    yield x.size;
    const subject = { layer: id, type: layer.type, tensor: "x", shape: x.shape, elements: x.size };
    reports.push({ ...subject, mode: options.modeOf(id, "x"), verdict: "pass", indices });
  }
  for (const { name, tensor, local, whole, shared } of checkedGradientsOf(
    call,
    cotangent,
    around,
    lossGradients,
  )) {
    const mode = options.modeOf(id, name);
    if (breaches.some((breach) => breach.tensor === name)) {
      yield tensor.size;
      reports.push(breached(call, [name, tensor], mode, breaches));
      continue;
    }
    const report = yield* checkTensor(
      {
        layer: id,
        type: layer.type,
        name,
        tensor,
        local: local && counted(local, options.evaluations),
        whole: whole && counted(whole, options.evaluations),
        shared,
        inherited: around?.inherited ?? false,
        cause: (objective) => ({
          call,
          dy: objective === "local" ? cotangent : upstream,
          rows,
          withRows,
        }),
      },
      { ...options, mode },
    );
    reports.push(declaresKinks(call, forward) ? report : withUndeclaredKink(report));
  }
  const moved = movedSince(memory, call, cotangent);
  if (moved.length > 0) return reports.map((report) => withCause(report, moved));
  const isWrong = (report: TensorReport) => isGuilty(report) && !seemsKinked(report);
  if (reports.some((report) => report.verdict === "fail" || isWrong(report))) return reports;
  // mistakes that do not show for the values compared so far
  const hidden = withSmallGapCauses(
    hiddenBreaches(call, cotangent, withRows),
    { call, dy: cotangent, rows },
    (name) => localGradientOf(call, cotangent, name),
    streams,
  );
  if (hidden.length > 0) return reports.map((report) => withBreach(report, hidden));
  const zeros = withCertainZeros(reports, call, cotangent);
  if (around === undefined) return zeros;
  return byChainRule(zeros, call, cotangent, { upstream, upstreamProved: around.upstreamProved });
}

function breached(
  { id, layer }: LayerCall,
  [name, { shape, size }]: readonly [string, Tensor],
  mode: Mode,
  breaches: readonly Breach[],
): TensorReport {
  // the other tensors of a layer that breaks a rule are inconclusive
  return withBreach(
    { layer: id, type: layer.type, tensor: name, shape, elements: size, mode, verdict: "inconclusive" },
    breaches,
  );
}
