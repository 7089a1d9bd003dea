import type { GradientReport, Mode } from "@retrograd/gradcheck";
import { formatCount, formatNumberOf } from "@retrograd/node/format";

/** What was compared in a tensor, for people. */
export function methodOf(mode: Mode): string {
  return mode === "fast" ? "directions" : "every element";
}

/** The number of checked elements and tensors, and how many were checked only along random directions:
 *  "42,442 elements of 8 tensors". */
export function extentOf({ tensors, mode }: Pick<GradientReport, "tensors" | "mode">): string {
  const all = countElements(tensors);
  if (mode === "exhaustive") return all;
  if (mode === "fast") return `${all} along random directions`;
  const fast = tensors.filter((report) => report.mode === "fast");
  return `${all} (${countElements(fast)} only along random directions)`;
}

function countElements(tensors: GradientReport["tensors"]): string {
  const elements = tensors.reduce((sum, tensor) => sum + tensor.elements, 0);
  return `${formatCount(elements)} elements of ${formatNumberOf(tensors.length, "tensor")}`;
}
