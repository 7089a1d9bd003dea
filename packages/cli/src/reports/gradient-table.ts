import { formatShape } from "@retrograd/core";
import type { GradientReport, Verdict } from "@retrograd/gradcheck";
import { formatCount } from "@retrograd/node/format";
import type { Colours } from "../terminal/colour.js";
import { renderTable } from "../terminal/table.js";
import { wordsFor } from "./checked-how.js";
import { worseOf } from "./worse-of.js";

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

/** The outcome of a gradient check, a row for each tensor of each layer; with how each was checked, where that differs. */
export function renderGradientTable({ tensors, mode }: GradientReport, colours: Colours): string {
  const shown = (cells: readonly string[]) =>
    mode === "mixed" ? cells : cells.filter((_, i) => i !== checkedBy);
  const rows = tensors.map((report) => {
    const worst = worseOf(report);
    return shown([
      report.layer,
      report.tensor,
      formatShape(report.shape),
      formatCount(report.elements),
      wordsFor(report.mode),
      verdictInk(report.verdict, colours)(report.verdict),
      worst === undefined ? "" : worst.error.toExponential(1),
      worst === undefined || worst.worst.index.length === 0 ? "" : formatShape(worst.worst.index),
    ]);
  });
  return renderTable(
    columns.filter((_, i) => mode === "mixed" || i !== checkedBy),
    rows,
    colours,
  );
}

/** The colour of a verdict. */
export function verdictInk(verdict: Verdict, colours: Colours): (text: string) => string {
  if (verdict === "fail") return colours.red;
  return verdict === "inconclusive" ? colours.yellow : colours.green;
}
