import type { TensorReport } from "./report.js";

/** Whether a report names a cause that lies in its own layer: a wrong backward, or a forward that proves nothing. */
export function isGuilty({ verdict, diagnosis }: TensorReport): boolean {
  return (verdict === "fail" || verdict === "inconclusive") && diagnosis !== undefined;
}

/** Names for each failure the layer at fault: the layer itself where it fails alone, else the next one after it that
 *  does, else the layer itself. A layer before a wrong one fails on the whole through no fault of its own, and so does one
 *  before a layer whose forward proves nothing; of that one nothing is known. */
export function assignBlame(reports: readonly TensorReport[]): readonly TensorReport[] {
  return reports.map((report, index) => {
    if (report.blame !== undefined) return report;
    if (isGuilty(report)) return { ...report, blame: report.layer };
    if (report.verdict !== "fail") return report;
    const after = reports.slice(index).filter(isGuilty);
    const culprit = after.find(({ verdict }) => verdict === "fail") ?? after[0];
    const blame = culprit?.blame ?? culprit?.layer ?? report.layer;
    return culprit?.verdict === "inconclusive" ? { ...unproved(report), blame } : { ...report, blame };
  });
}

/** A report whose failures prove nothing. */
export function unproved(report: TensorReport): TensorReport {
  const { local, whole } = report;
  return {
    ...report,
    verdict: "inconclusive",
    ...(local?.verdict === "fail" ? { local: { ...local, verdict: "inconclusive" } } : {}),
    ...(whole?.verdict === "fail" ? { whole: { ...whole, verdict: "inconclusive" } } : {}),
  };
}
