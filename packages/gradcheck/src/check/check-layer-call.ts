import { sameShape, type Tensor } from "@retrograd/core";
import { localGradientOf } from "../causes/another-call.js";
import { undeclaredKink } from "../causes/undeclared-kink.js";
import type { Mode } from "../derivative/mode.js";
import type { Steps } from "../derivative/steps.js";
import type { CheckedGradient } from "../network/checked-gradient.js";
import type { LayerCall } from "../network/layer-call.js";
import { randomWeights } from "../network/random-tensors.js";
import { checkedGradientsOf, type Position } from "../network/tensor-gradients.js";
import { type Breach, mayBeCompared, withBreach, withCause } from "../rules/breach.js";
import { hiddenBreaches } from "../rules/hidden-breaches.js";
import { movedSince, remember } from "../rules/hidden-state.js";
import { batchOf } from "../rules/other-batches.js";
import { warmUp } from "../rules/perturbed-setup.js";
import { stateBreaches } from "../rules/state-breaches.js";
import { withSmallGapCauses } from "../second-look/small-gap-causes.js";
import { isGuilty } from "./blame.js";
import { withCertainZeros } from "./certain-zero.js";
import { byChainRule } from "./chain-rule.js";
import { checkTensor, type TensorOptions } from "./check-tensor.js";
import type { TensorReport } from "./report.js";

/** The network around a layer. */
export interface Surroundings extends Position {
  /** The loss's gradient by the layer's output; absent where a layer after it gave none. */
  readonly upstream?: Tensor | undefined;
  /** Whether that gradient was proved. */
  readonly upstreamProved: boolean;
  /** Whether a layer after it is wrong. */
  readonly inherited: boolean;
}

/** How a layer is checked. */
export interface LayerCallOptions extends Omit<TensorOptions, "mode"> {
  /** How each of its tensors is. */
  modeOf(layer: string, tensor: string): Mode;
}

/** What was found of one layer. */
export interface LayerCallReport {
  readonly reports: readonly TensorReport[];
  /** The loss's gradient by the layer's input. */
  readonly dx?: Tensor | undefined;
}

/** Checks one layer on its input: the rules of state first, then every gradient, alone and down to the loss.
 *  watch: sees each site before it is checked */
export function* checkLayerCall(
  call: LayerCall,
  options: LayerCallOptions,
  watch: (gradient: CheckedGradient) => CheckedGradient,
  around?: Surroundings,
): Steps<LayerCallReport> {
  const { id, layer, params, x, streams, forward } = call;
  const rows = x.shape[0] ?? 0;
  const cotangent = randomWeights(forward.y.shape, streams.stream(`cotangent/${id}`), x);
  warmUp(call, cotangent);
  const breaches = stateBreaches(call, cotangent);
  const back = around?.upstream && forward.backward(around.upstream);
  const dx = fitting(back?.dx, x);
  if (!mayBeCompared(breaches)) {
    const tensors = Object.entries({ x, ...params });
    yield tensors.reduce((sum, [, { size }]) => sum + size, 0);
    return {
      reports: tensors.map((entry) => breached(call, entry, options.modeOf(id, entry[0]), breaches)),
      dx,
    };
  }

  // what the many calls of a check move, whichever they are
  const memory = remember(call, cotangent);
  const withRows = (n: number) => ({ ...call, x: batchOf(x, n) });
  const checked: TensorReport[] = [];
  for (const { name, tensor, local, whole } of checkedGradientsOf(call, cotangent, around, back)) {
    const mode = options.modeOf(id, name);
    if (breaches.some((breach) => breach.tensor === name)) {
      yield tensor.size;
      checked.push(breached(call, [name, tensor], mode, breaches));
      continue;
    }
    const report = yield* checkTensor(
      {
        layer: id,
        type: layer.type,
        name,
        tensor,
        local: local && watch(local),
        whole: whole && watch(whole),
        inherited: around?.inherited ?? false,
        cause: (objective) => ({
          call,
          dy: objective === "local" ? cotangent : around?.upstream,
          rows,
          withRows,
        }),
      },
      { ...options, mode },
    );
    checked.push(layer.branches === undefined ? withKinkNamed(report) : report);
  }
  const moved = movedSince(memory, call, cotangent);
  if (moved.length > 0) return { reports: checked.map((report) => withCause(report, moved)), dx };
  if (checked.some((report) => report.verdict === "fail" || isGuilty(report)))
    return { reports: checked, dx };
  // mistakes that these numbers do not show
  const hidden = withSmallGapCauses(
    hiddenBreaches(call, cotangent, withRows),
    { call, dy: cotangent, rows },
    (name) => localGradientOf(call, cotangent, name),
    streams,
  );
  if (hidden.length > 0) return { reports: checked.map((report) => withBreach(report, hidden)), dx };
  const alone = withCertainZeros(checked, call, cotangent);
  return { reports: around === undefined ? alone : byChainRule(alone, call, cotangent, around), dx };
}

/** A gradient by x that the layer before can take: another shape or type would make it throw. */
export function fitting(dx: Tensor | undefined, x: Tensor): Tensor | undefined {
  return dx !== undefined && sameShape(dx.shape, x.shape) && dx.dtype === x.dtype ? dx : undefined;
}

/** A report of kinks that were guessed, with the advice to declare them. */
function withKinkNamed(report: TensorReport): TensorReport {
  return report.verdict === "subgradient" && report.local?.verdict === "subgradient"
    ? { ...report, diagnosis: undeclaredKink }
    : report;
}

function breached(
  { id, layer }: LayerCall,
  [name, { shape, size }]: readonly [string, Tensor],
  mode: Mode,
  breaches: readonly Breach[],
): TensorReport {
  // what a layer that breaks the rules computes elsewhere proves nothing
  return withBreach(
    { layer: id, type: layer.type, tensor: name, shape, elements: size, mode, verdict: "inconclusive" },
    breaches,
  );
}
