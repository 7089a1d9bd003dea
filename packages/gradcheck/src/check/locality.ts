import { type Tensor, tensor } from "@retrograd/core";
import type { CheckInputs } from "../network/check-inputs.js";
import type { LayerCall } from "../network/layer-call.js";
import { lossAsLayer } from "../network/loss-as-layer.js";
import { unproved } from "./blame.js";
import { type Culprit, findCulprit, isWrongAlone, type Suspect } from "./culprit.js";
import type { TensorReport } from "./report.js";

/** Whether a gradient is wrong on its way to the loss alone. */
function isWrongOnTheWay({ verdict, local, whole }: TensorReport): boolean {
  return verdict === "fail" && whole?.verdict === "fail" && local !== undefined && local.verdict !== "fail";
}

/** Looks for the layer at fault where one is right alone and wrong on its way to the loss, and nothing after it seemed wrong.
 *  own: what was found of the layer, after: of those after it. Both come back with the failure where it belongs */
export function withCulprit(
  own: readonly TensorReport[],
  after: readonly TensorReport[],
  suspects: () => readonly Suspect[],
): readonly TensorReport[] {
  if (!own.some(isWrongOnTheWay)) return [...own, ...after];
  const all = suspects();
  const [first] = all;
  const inherited = own.map((report) => isWrongOnTheWay(report) && !isWrongAlone(first, report.tensor));
  if (!inherited.includes(true)) return [...own, ...after];
  const culprit = findCulprit(all);
  if (culprit === undefined) return [...own, ...after];
  return [
    ...own.map((report, i) => (inherited[i] ? excused(report, culprit) : report)),
    ...after.map((report) =>
      report.layer === culprit.layer && report.tensor === "x" ? accused(report, culprit) : report,
    ),
  ];
}

/** The layer itself, what comes after it, and the loss, each with what comes back from behind it. */
export function suspectsFrom(
  { network, t, streams }: CheckInputs,
  layerCalls: readonly LayerCall[],
  lossInput: Tensor,
): readonly Suspect[] {
  const one = tensor([1], [1], network);
  const suspects: Suspect[] = [{ setup: lossAsLayer(network.loss, lossInput, t, streams), upstream: one }];
  let upstream = network.loss.loss.forward(lossInput, t).backward().dx;
  for (const call of layerCalls.toReversed()) {
    suspects.unshift({ setup: call, upstream });
    const { dx } = call.forward.backward(upstream);
    if (dx === undefined) break;
    upstream = dx;
  }
  return suspects;
}

function excused(own: TensorReport, culprit: Culprit): TensorReport {
  const { diagnosis: _, ...report } = own;
  const blame = culprit.layer;
  if (blame === own.layer)
    return { ...(culprit.verdict === "fail" ? own : unproved(own)), diagnosis: culprit.diagnosis, blame };
  if (culprit.verdict === "fail") return { ...report, blame };
  const { diagnosis } = culprit;
  return { ...unproved(report), blame, ...(diagnosis.code === "undeclared-kink" ? { diagnosis } : {}) };
}

function accused(report: TensorReport, { verdict, diagnosis, comparison }: Culprit): TensorReport {
  // that it does not declare its kinks makes nothing wrong of its own
  if (diagnosis.code === "undeclared-kink") return report;
  if (comparison === undefined) return { ...report, verdict, diagnosis };
  const failed = { ...comparison, verdict };
  return {
    ...report,
    verdict,
    diagnosis,
    ...(report.local === undefined ? { whole: failed } : { local: failed }),
  };
}
