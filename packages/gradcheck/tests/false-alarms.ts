import { checkNetwork, describeFailure, type Mode, type TensorReport } from "@retrograd/gradcheck";
import { randomNetwork } from "./random-networks.js";

/** Checks the random networks of a range of seeds, and tells what is called wrong or unproved without a reason. */
export function falseAlarms({
  mode,
  from,
  to,
}: {
  readonly mode: Mode;
  readonly from: number;
  readonly to: number;
}): readonly string[] {
  const alarms: string[] = [];
  for (let seed = from; seed < to; seed++) {
    const { network, batch, model } = randomNetwork(seed);
    const { tensors } = checkNetwork(network, { mode, batch, seed });
    for (const report of tensors) {
      const alarm = alarmOf(report);
      if (alarm !== undefined)
        alarms.push(`seed ${seed}, batch ${batch}, ${JSON.stringify(model)}: ${alarm}`);
    }
  }
  return alarms;
}

// What differences cannot see where kinks are near: they leave steps of 1e-8, at which the round-off of a loss of some
// units is 1e-6 to 1e-5 of slope, and a proof wants a hundred times that.
const visible = 1e-3;

/** A failure is a false alarm always, since the networks are right. To call a gradient unproved is one unless it is
 *  too small to be seen, as behind dead or saturated units. */
function alarmOf(report: TensorReport): string | undefined {
  if (report.verdict === "fail") return describeFailure(report);
  const unproved = [report.local, report.whole].find((comparison) => comparison?.verdict === "inconclusive");
  if (unproved === undefined) return undefined;
  const { analytic, numeric } = unproved.worst;
  if (Math.max(Math.abs(analytic), Math.abs(numeric)) < visible) return undefined;
  return `${report.layer}.${report.tensor} is inconclusive at a gradient of ${analytic}`;
}
