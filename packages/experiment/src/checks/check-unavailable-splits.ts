import type { Path } from "@retrograd/plugin";
import type { Mistake } from "../diagnostics/diagnostic.js";
import { hasTest, hasValidation } from "./evaluated-metrics.js";
import type { RawSections } from "./raw-sections.js";

/** Checks for keys of `train` that name a validation or a test split that the data does not have. */
export function checkUnavailableSplits(raw: RawSections): readonly Mistake[] {
  return [
    ...(hasValidation(raw) ? [] : [...usesOf(raw, "validation")].map(noValidationAt)),
    ...(hasTest(raw) ? [] : [...usesOf(raw, "test")].map(noTestAt)),
  ];
}

function noTestAt(path: Path): Mistake {
  const message =
    "uses the test split, but data.test is 0: use another split, or set data.test to a fraction such as 0.2";
  return { code: "RG4007", path, at: "value", message };
}

/** The mistake of a key that names a validation split although the data has none. */
export function noValidationAt(path: Path): Mistake {
  const message =
    "uses the validation split, but the data has none: set its fraction, such as data: { validation: 0.1 }";
  return { code: "RG4007", path, at: "value", message };
}

function* usesOf({ evaluate, stop, checkpoint }: RawSections, split: "validation" | "test"): Generator<Path> {
  const splits = evaluate?.splits;
  const index = Array.isArray(splits) ? splits.indexOf(split) : -1;
  if (index >= 0) yield ["train", "evaluate", "splits", index];
  const isMetric = (metric: unknown) => typeof metric === "string" && metric.startsWith(`${split}.`);
  if (isMetric(stop?.metric)) yield ["train", "stop", "metric"];
  if (isMetric(checkpoint?.best)) yield ["train", "checkpoint", "best"];
}
