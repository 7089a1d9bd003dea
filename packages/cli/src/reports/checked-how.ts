import type { GradientReport, Mode } from "@retrograd/gradcheck";
import { formatCount, formatNumberOf } from "@retrograd/node/format";

/** How a tensor was checked, for people. */
export function wordsFor(mode: Mode): string {
  return mode === "fast" ? "directions" : "every element";
}

/** What was checked, and what of it along random directions alone: "42,442 elements of 8 tensors". */
export function extentOf({ tensors, mode }: Pick<GradientReport, "tensors" | "mode">): string {
  const elementsOf = (some: typeof tensors) =>
    formatCount(some.reduce((sum, { elements }) => sum + elements, 0));
  const all = `${elementsOf(tensors)} elements of ${formatNumberOf(tensors.length, "tensor")}`;
  if (mode === "exhaustive") return all;
  if (mode === "fast") return `${all} along random directions`;
  const fast = tensors.filter((report) => report.mode === "fast");
  return `${all} (${elementsOf(fast)} elements of ${formatNumberOf(fast.length, "tensor")} along random directions alone)`;
}
