import { readersOf } from "@retrograd/network";
import type { CheckInputs } from "../network/check-inputs.js";
import { takesIndices } from "../network/index-inputs.js";
import type { LayerCall } from "../network/layer-call.js";
import { layersFromLoss } from "../network/layers-from-loss.js";
import { unproved } from "./blame.js";
import { type Culprit, findCulprit, isWrongAlone, type Suspect } from "./culprit.js";
import type { TensorReport } from "./report.js";

/** Whether a gradient is right for the layer alone, and wrong for the network's loss. */
function isWrongDownstream({ verdict, local, whole }: TensorReport): boolean {
  return verdict === "fail" && whole?.verdict === "fail" && local !== undefined && local.verdict !== "fail";
}

/** Looks for the layer at fault where a gradient is right for its layer alone, wrong for the network's loss, and no later
 *  layer failed. reports: of the layer; later: of the layers after it. Returns both, with the failure moved to the culprit */
export function withCulprit(
  reports: readonly TensorReport[],
  later: readonly TensorReport[],
  suspects: () => readonly Suspect[],
): readonly TensorReport[] {
  if (!reports.some(isWrongDownstream)) return [...reports, ...later];
  const all = suspects();
  const [first] = all;
  const inherited = reports.map((report) => isWrongDownstream(report) && !isWrongAlone(first, report.tensor));
  if (!inherited.includes(true)) return [...reports, ...later];
  const culprit = findCulprit(all);
  if (culprit === undefined) return [...reports, ...later];
  return [
    ...reports.map((report, i) => (inherited[i] ? excused(report, culprit) : report)),
    ...later.map((report) =>
      report.layer === culprit.layer && report.tensor === "x" ? accused(report, culprit) : report,
    ),
  ];
}

/** The layer at a position, the layers downstream of it, and the loss, each with its upstream gradient. */
export function suspectsFrom(
  inputs: CheckInputs,
  calls: readonly LayerCall[],
  position: number,
): readonly Suspect[] {
  const suspects: Suspect[] = [];
  const concerned = new Set([position, ...readersOf(inputs.network, position), inputs.network.layers.length]);
  for (const layer of layersFromLoss(inputs, calls)) {
    if (!concerned.has(layer.position)) continue;
    const upstream = layer.upstream();
    if (upstream === undefined || layer.position < position) break;
    if (takesIndices(layer.setup.layer)) continue;
    suspects.unshift({ setup: layer.setup, upstream });
  }
  return suspects;
}

function excused(original: TensorReport, culprit: Culprit): TensorReport {
  const { diagnosis: _, ...report } = original;
  const blame = culprit.layer;
  if (blame === original.layer) {
    const own = culprit.verdict === "fail" ? original : unproved(original);
    return { ...own, diagnosis: culprit.diagnosis, blame };
  }
  if (culprit.verdict === "fail") return { ...report, blame };
  const { diagnosis } = culprit;
  return { ...unproved(report), blame, ...(diagnosis.code === "undeclared-kink" ? { diagnosis } : {}) };
}

function accused(report: TensorReport, { verdict, diagnosis, comparison }: Culprit): TensorReport {
  // an undeclared kink does not make the gradients of its layer wrong
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
