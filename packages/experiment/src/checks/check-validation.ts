import type { Path } from "@retrograd/plugin";
import type { Mistake } from "../diagnostics/diagnostic.js";
import { hasTest, hasValidation } from "./evaluated-metrics.js";
import { asMapping, type PlainMapping } from "./plain-mapping.js";

/** Keys that ask for a validation or a test split where the data have none. */
export function checkValidation(file: PlainMapping, train: PlainMapping): readonly Mistake[] {
  return [
    ...(hasValidation(file) ? [] : [...askedFor(train, "validation")].map(noValidationAt)),
    ...(hasTest(file) ? [] : [...askedFor(train, "test")].map(noTestAt)),
  ];
}

function noTestAt(path: Path): Mistake {
  return {
    code: "RG4007",
    path,
    at: "value",
    message:
      "asks for a test split, which data.test: 0 leaves out: name another split, or hold samples out with a data.test such as 0.2",
  };
}

/** The mistake of what asks for a validation split where the data have none. */
export function noValidationAt(path: Path): Mistake {
  return {
    code: "RG4007",
    path,
    at: "value",
    message:
      "asks for a validation split, which the data have not: say how much of them it is, such as data: { validation: 0.1 }",
  };
}

function* askedFor(train: PlainMapping, split: "validation" | "test"): Generator<Path> {
  const splits = asMapping(train.evaluate)?.splits;
  const listed = Array.isArray(splits) ? splits.indexOf(split) : -1;
  if (listed >= 0) yield ["train", "evaluate", "splits", listed];
  const isMetric = (metric: unknown) => typeof metric === "string" && metric.startsWith(`${split}.`);
  if (isMetric(asMapping(train.stop)?.metric)) yield ["train", "stop", "metric"];
  if (isMetric(asMapping(train.checkpoint)?.best)) yield ["train", "checkpoint", "best"];
}
