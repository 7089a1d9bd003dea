import type { Rng, Tensor } from "@retrograd/core";
import type { Failure } from "./causes/cause.js";
import { diagnose } from "./causes/diagnose.js";
import { type Comparison, compare } from "./comparison.js";
import { everyElement } from "./exhaustive.js";
import { alongDirections } from "./fast.js";
import { findLanes, type Lanes } from "./lanes.js";
import type { Mode, TensorReport } from "./report.js";
import type { Site } from "./site.js";
import { worstVerdict } from "./verdict.js";

// Elements that are looked at to find the cause of a failure that a fast check has found.
const mostForCause = 2 ** 16;

/** How a tensor is checked. */
export interface TensorOptions {
  readonly mode: Mode;
  readonly rng: Rng;
  /** The only step of the differences, where one is asked for. */
  readonly step?: number | undefined;
  /** Called after each element of an exhaustive check. */
  onElement?(): void;
}

/** A tensor to be checked, for the layer alone, for the whole network, or both. */
export interface TensorCheck {
  readonly layer: string;
  readonly type: string;
  /** Name of the parameter, or "x". */
  readonly name: string;
  readonly tensor: Tensor;
  readonly local?: Site | undefined;
  readonly whole?: Site | undefined;
  /** Whether a wrong layer between here and the loss explains a failure of the whole. */
  readonly passedOn: boolean;
  /** What a diagnosis may look at, beside the elements, for each objective. */
  cause(objective: "local" | "whole"): Omit<Failure, "pairs" | "tensor" | "name">;
}

/** Compares the gradients of a tensor with numerical ones, and names the likely cause where they differ. */
export function checkTensor(check: TensorCheck, options: TensorOptions): TensorReport {
  const { layer, type, name, tensor, cause } = check;
  const place = { layer, type, tensor: name, shape: tensor.shape, elements: tensor.size };
  const found: { local?: Comparison; whole?: Comparison } = {};
  let failure: Failure | undefined;
  // the same for both objectives
  let lanes: { readonly found: Lanes | undefined } | undefined;
  const elementsOf = (site: Site, most?: number, counts = false) => {
    lanes ??= { found: findLanes(site) };
    const { step, onElement } = options;
    return everyElement(site, lanes.found, {
      step,
      ...(most === undefined ? {} : { most }),
      ...(counts && onElement !== undefined ? { onElement } : {}),
    });
  };
  for (const objective of ["local", "whole"] as const) {
    const site = check[objective];
    if (site === undefined) continue;
    const first = objective === "local" || check.local === undefined;
    const { mode, rng, step } = options;
    let pairs = mode === "fast" ? alongDirections(site, rng, step) : elementsOf(site, undefined, first);
    let comparison = compare(pairs, mode);
    if (comparison.verdict === "fail" && failure === undefined && (first || !check.passedOn)) {
      if (comparison.mode === "fast") {
        pairs = elementsOf(site, mostForCause);
        const closer = compare(pairs, "exhaustive");
        if (closer.verdict === "fail") comparison = closer;
      }
      failure = { ...cause(objective), pairs, tensor, name };
    }
    found[objective] = comparison;
  }
  const verdict = worstVerdict(Object.values(found).map((comparison) => comparison.verdict));
  return { ...place, verdict, ...found, ...(failure === undefined ? {} : { diagnosis: diagnose(failure) }) };
}
