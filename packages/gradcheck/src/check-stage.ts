import { sameShape, type Tensor } from "@retrograd/core";
import { checkTensor, type TensorOptions } from "./check-tensor.js";
import { randomSigns } from "./random-tensors.js";
import type { TensorReport } from "./report.js";
import { type Breach, mayBeCompared, withBreach } from "./rules/breach.js";
import { warmUp } from "./rules/elsewhere.js";
import { hiddenBreaches } from "./rules/hidden-breaches.js";
import { firstRows } from "./rules/other-batches.js";
import { stateBreaches } from "./rules/state-breaches.js";
import { localSite, type Site, wholeSite } from "./site.js";
import type { Experiment, Stage } from "./stages.js";

/** The network around a layer. */
export interface Surroundings {
  readonly experiment: Experiment;
  /** Of the layer in the network. */
  readonly position: number;
  /** The loss's gradient by the layer's output; absent where a layer after it gave none. */
  readonly upstream?: Tensor | undefined;
  /** Whether a layer after it is wrong. */
  readonly passedOn: boolean;
}

/** What was found of one layer. */
export interface StageReport {
  readonly reports: readonly TensorReport[];
  /** The loss's gradient by the layer's input. */
  readonly dx?: Tensor | undefined;
}

/** Checks one layer on its input: the rules of state first, then every gradient, alone and down to the loss.
 *  watch: sees each site before it is checked */
export function checkStage(
  stage: Stage,
  options: TensorOptions,
  watch: (site: Site) => Site,
  around?: Surroundings,
): StageReport {
  const { id, layer, params, x, streams, forward } = stage;
  const { engine } = x;
  const rows = x.shape[0] ?? 0;
  const cotangent = randomSigns(forward.y.shape, streams.stream(`cotangent/${id}`), x);
  warmUp(stage, cotangent);
  const breaches = stateBreaches(stage, cotangent);
  const back = around?.upstream && forward.backward(around.upstream);
  const dx = fitting(back?.dx, x);
  const tensors = Object.entries({ x, ...params });
  if (!mayBeCompared(breaches))
    return { reports: tensors.map((entry) => breached(stage, entry, breaches)), dx };

  const withRows = (fewer: number) => ({ ...stage, x: firstRows(x, fewer) });
  const local = forward.backward(cotangent);
  const checked = tensors.map(([name, tensor]) => {
    if (breaches.some((breach) => breach.tensor === name)) return breached(stage, [name, tensor], breaches);
    const gradientOf = (gradients: typeof local) => (name === "x" ? gradients.dx : gradients.grads[name]);
    const own = gradientOf(local);
    const whole = back && gradientOf(back);
    return checkTensor(
      {
        layer: id,
        type: layer.type,
        name,
        tensor,
        local: own && watch(localSite(stage, engine, cotangent, { tensor, gradient: own })),
        whole:
          around &&
          whole &&
          watch(wholeSite(stage, around.experiment, around.position, { tensor, gradient: whole })),
        passedOn: around?.passedOn ?? false,
        cause: (objective) => ({
          stage,
          dy: objective === "local" ? cotangent : around?.upstream,
          rows,
          withRows,
        }),
      },
      options,
    );
  });
  if (checked.some(({ verdict }) => verdict === "fail")) return { reports: checked, dx };
  // mistakes that these numbers do not show
  const hidden = hiddenBreaches(stage, cotangent, withRows);
  return { reports: checked.map((report) => withBreach(report, hidden)), dx };
}

/** A gradient by x that the layer before can take: another shape or type would make it throw. */
export function fitting(dx: Tensor | undefined, x: Tensor): Tensor | undefined {
  return dx !== undefined && sameShape(dx.shape, x.shape) && dx.dtype === x.dtype ? dx : undefined;
}

function breached(
  stage: Stage,
  [name, tensor]: readonly [string, Tensor],
  breaches: readonly Breach[],
): TensorReport {
  const { id, layer } = stage;
  const { shape, size } = tensor;
  // what a layer that breaks the rules computes elsewhere proves nothing
  return withBreach(
    { layer: id, type: layer.type, tensor: name, shape, elements: size, verdict: "inconclusive" },
    breaches,
  );
}
