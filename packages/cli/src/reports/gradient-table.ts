import { formatShape } from "@retrograd/core";
import type { GradientReport, Verdict } from "@retrograd/gradcheck";
import type { Colours } from "../terminal/colour.js";
import { formatCount } from "../terminal/numbers.js";
import { renderTable } from "../terminal/table.js";
import { worseOf } from "./worse-of.js";

const columns = [
  { heading: "layer" },
  { heading: "tensor" },
  { heading: "shape" },
  { heading: "elements", align: "right" },
  { heading: "verdict" },
  { heading: "relative error", align: "right" },
  { heading: "worst at" },
] as const;

/** The outcome of a gradient check, a row for each tensor of each layer. */
export function renderGradientTable({ tensors }: GradientReport, colours: Colours): string {
  const rows = tensors.map((report) => {
    const worst = worseOf(report);
    return [
      report.layer,
      report.tensor,
      formatShape(report.shape),
      formatCount(report.elements),
      verdictInk(report.verdict, colours)(report.verdict),
      worst === undefined ? "" : worst.error.toExponential(1),
      worst === undefined || worst.worst.index.length === 0 ? "" : formatShape(worst.worst.index),
    ];
  });
  return renderTable(columns, rows, colours);
}

/** The colour of a verdict. */
export function verdictInk(verdict: Verdict, colours: Colours): (text: string) => string {
  if (verdict === "fail") return colours.red;
  return verdict === "inconclusive" ? colours.yellow : colours.green;
}
