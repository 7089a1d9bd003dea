import type { Network } from "@retrograd/network";
import { dependentsOf, usesOfParameters } from "../network/graph-inputs.js";
import type { TensorReport } from "./report.js";

/** Whether a report names a cause in its own layer: a wrong backward, or a forward that proves nothing. */
export function isGuilty({ verdict, diagnosis }: TensorReport): boolean {
  return (verdict === "fail" || verdict === "inconclusive") && diagnosis !== undefined;
}

/** Assigns each failure to the layer at fault: the layer itself if it fails alone, else the next layer downstream that does,
 *  else the layer itself. The loss's gradient fails at every layer before a wrong one. Before a layer whose forward proves
 *  nothing, the verdict is inconclusive. */
export function assignBlame(reports: readonly TensorReport[], network: Network): readonly TensorReport[] {
  const downstream = downstreamIds(network);
  return reports.map((report, index) => {
    if (report.blame !== undefined) return report;
    if (isGuilty(report)) return { ...report, blame: report.layer };
    if (report.verdict !== "fail") return report;
    const isLater = ({ layer }: TensorReport) =>
      layer === report.layer || downstream.get(report.layer)?.has(layer);
    const later = reports.slice(index).filter((one) => isLater(one) && isGuilty(one));
    const culprit = later.find(({ verdict }) => verdict === "fail") ?? later[0];
    const blame = culprit?.blame ?? culprit?.layer ?? report.layer;
    return culprit?.verdict === "inconclusive" ? { ...unproved(report), blame } : { ...report, blame };
  });
}

/** The ids of the layers that depend on the output of each layer or share its parameters, and that of the loss, by the id of the
 *  layer. */
export function downstreamIds(network: Network): ReadonlyMap<string, ReadonlySet<string>> {
  const { layers, loss } = network;
  const idAt = (position: number) => (layers[position] ?? loss).id;
  return new Map(
    layers.map(({ id }, position) => [
      id,
      new Set([...dependentsOf(network, position, usesOfParameters(network, position)).map(idAt), loss.id]),
    ]),
  );
}

/** The report with its failures made inconclusive. */
export function unproved(report: TensorReport): TensorReport {
  const { local, whole } = report;
  return {
    ...report,
    verdict: "inconclusive",
    ...(local?.verdict === "fail" ? { local: { ...local, verdict: "inconclusive" } } : {}),
    ...(whole?.verdict === "fail" ? { whole: { ...whole, verdict: "inconclusive" } } : {}),
  };
}
