import { formatShape } from "@retrograd/core";
import type { GradientReport, Verdict } from "@retrograd/gradcheck";
import { formatCount } from "@retrograd/node/format";
import type { Colours } from "../terminal/colour.js";
import { renderTable } from "../terminal/table.js";
import { methodOf } from "./check-extent.js";
import { largerError } from "./larger-error.js";

const columns = [
  { heading: "layer" },
  { heading: "tensor" },
  { heading: "shape" },
  { heading: "elements", align: "right" },
  { heading: "checked by" },
  { heading: "verdict" },
  { heading: "relative error", align: "right" },
  { heading: "worst at" },
] as const;

const checkedBy = columns.findIndex(({ heading }) => heading === "checked by");

/** The result of a gradient check, with a row for each tensor of each layer. The column "checked by" is shown only in mixed mode. */
export function renderGradientTable({ tensors, mode }: GradientReport, colours: Colours): string {
  const select = <T>(cells: readonly T[]) =>
    mode === "mixed" ? cells : cells.filter((_, i) => i !== checkedBy);
  const rows = tensors.map((report) => {
    const worst = largerError(report);
    return select([
      report.layer,
      report.tensor,
      formatShape(report.shape),
      formatCount(report.elements),
      methodOf(report.mode),
      verdictInk(report.verdict, colours)(report.indices === undefined ? report.verdict : "indices"),
      worst === undefined ? "" : worst.error.toExponential(1),
      worst === undefined || worst.worst.index.length === 0 ? "" : formatShape(worst.worst.index),
    ]);
  });
  return renderTable(select(columns), rows, colours);
}

/** The colour of a verdict. */
export function verdictInk(verdict: Verdict, colours: Colours): (text: string) => string {
  if (verdict === "fail") return colours.red;
  return verdict === "inconclusive" ? colours.yellow : colours.green;
}
