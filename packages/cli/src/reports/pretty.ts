import { visibleText } from "@retrograd/core";
import type { GradientReport } from "@retrograd/gradcheck";
import { formatCount, formatNumberOf } from "@retrograd/node/format";
import picocolors from "picocolors";
import type { Colours } from "../terminal/colour.js";
import { extentOf } from "./check-extent.js";
import type { CheckedFile, FailedFile, Finding } from "./finding.js";
import { renderGradientTable, verdictInk } from "./gradient-table.js";

/** Options of `renderPretty`. */
export interface PrettyOptions {
  readonly colours?: Colours;
  /** Omits the table. */
  readonly quiet?: boolean;
}

/** The check of one file for people: a table, each problem with the command that repeats it, and a summary line. */
export function renderPretty(
  { file, report, findings }: CheckedFile,
  { colours = picocolors.createColors(false), quiet = false }: PrettyOptions = {},
): string {
  const { verdict, batch, seed, step, evaluations } = report;
  return [
    ...(quiet ? [] : [renderGradientTable(report, colours)]),
    ...problems(findings, colours),
    ...(quiet ? [] : kinks(report, colours)),
    ...precision(report, quiet),
    `${visibleText(file)}: ${verdictInk(verdict, colours)(verdict)}, ${extentOf(report)}, batch ${batch}, seed ${seed},${step === undefined ? "" : ` step ${step.toExponential()},`} ${formatCount(evaluations)} forward passes`,
  ].join("\n");
}

/** The summary line of a file that could not be checked. */
export function renderUnchecked(
  { file }: FailedFile,
  colours: Colours = picocolors.createColors(false),
): string {
  return `${visibleText(file)}: ${colours.red("error")}, not checked`;
}

/** Float32 on the engine in use compared with float64: the largest error, and every tensor that exceeds its tolerance. */
function precision({ training }: GradientReport, quiet: boolean): readonly string[] {
  if (training === undefined) return [];
  const name = (row: { readonly layer: string; readonly tensor: string }) =>
    visibleText(`${row.layer}.${row.tensor}`);
  const wrong = training.tensors.filter(({ verdict }) => verdict === "fail");
  const failures = wrong.map(
    (row) =>
      `fail ${name(row)}: float32 on ${training.engine} is ${row.ulps.toPrecision(3)} units off, at most ${row.tolerance} pass`,
  );
  const [worst] = training.tensors.toSorted((a, b) => b.ulps - a.ulps);
  if (quiet || worst === undefined) return failures;
  const line = `float32 on ${training.engine} against float64: at most ${worst.ulps.toPrecision(3)} units of the last place off, at ${name(worst)}`;
  return [...failures, line];
}

/** A line for each tensor in which perturbations cross a kink. */
function kinks({ tensors }: GradientReport, colours: Colours): readonly string[] {
  const lines = tensors.flatMap(({ layer, tensor, local, whole }) => {
    const [crossed] = [whole, local].filter((one) => one !== undefined && one.subgradients > 0);
    if (crossed === undefined) return [];
    const { subgradients, compared, mode } = crossed;
    const some = `${formatCount(subgradients)} of ${formatNumberOf(compared, mode === "fast" ? "direction" : "element")}`;
    const verb = subgradients === 1 ? "crosses a kink, and is" : "cross a kink, and are";
    return [`kink ${visibleText(`${layer}.${tensor}`)}: ${some} ${verb} right on one side of it`];
  });
  return lines.length === 0 ? [] : [...lines, `  ${colours.dim("why?")}   retrograd explain subgradient`];
}

/** The message and cause of each problem, and, once for all tensors of a layer, the command that repeats the check. */
function problems(findings: readonly Finding[], colours: Colours): readonly string[] {
  const wrong = findings.filter(({ level }) => level === "error");
  return wrong.flatMap(({ report: { verdict }, code, message, command }, i) => [
    `${verdictInk(verdict, colours)(verdict)} ${visibleText(message)}`,
    ...(code === verdict ? [] : [`  ${colours.dim("why?")}   retrograd explain ${code}`]),
    ...(command === wrong[i + 1]?.command ? [] : [`  ${colours.dim("again:")} ${command}`]),
  ]);
}
