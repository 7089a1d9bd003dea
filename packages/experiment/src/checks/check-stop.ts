import type { Mistake } from "../diagnostics/diagnostic.js";
import type { RawMapping } from "./raw-sections.js";

const path = ["train", "stop"];

/** Checks which keys of `train.stop` appear together. */
export function checkStop(stop: RawMapping): readonly Mistake[] {
  const has = (key: string) => stop[key] !== undefined;
  const usesMetric = has("atLeast") || has("atMost") || has("patience");
  const mistakes: Mistake[] = [];
  if (has("atLeast") && has("atMost")) {
    mistakes.push(wrongKey("atMost", '"stop" takes "atLeast" or "atMost", not both: remove one of them'));
  }
  if (!usesMetric && !has("seconds")) {
    const message =
      '"stop" has no criterion: add "atLeast", "atMost", "patience" or "seconds", such as atLeast: 0.97';
    mistakes.push({ code: "RG4002", path, at: "inside", message, got: "nothing" });
  } else if (!usesMetric && has("metric")) {
    const message = '"metric" is set, but nothing uses it: add "atLeast", "atMost" or "patience"';
    mistakes.push(wrongKey("metric", message));
  }
  if (usesMetric && !has("metric")) {
    const message = '"metric" is missing: set the metric to wait for, such as metric: test.accuracy';
    mistakes.push({ code: "RG1103", path, at: "inside", message, got: "nothing" });
  }
  if (has("minDelta") && !has("patience")) {
    const message = '"minDelta" is the improvement that "patience" asks for, and "patience" is missing';
    mistakes.push(wrongKey("minDelta", message));
  }
  return mistakes;
}

function wrongKey(key: string, message: string): Mistake {
  return { code: "RG4002", path: [...path, key], at: "key", message, got: key };
}
