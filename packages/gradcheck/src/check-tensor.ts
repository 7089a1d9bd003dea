import type { Rng, Tensor } from "@retrograd/core";
import type { Failure } from "./causes/cause.js";
import { diagnose } from "./causes/diagnose.js";
import { type Comparison, compare, type Pair } from "./comparison.js";
import { type ExhaustiveOptions, everyElement } from "./exhaustive.js";
import { alongDirections, fewElements } from "./fast.js";
import { findLanes } from "./lanes.js";
import type { Mode } from "./mode.js";
import type { TensorReport } from "./report.js";
import type { Site } from "./site.js";
import type { Steps } from "./steps.js";
import { worstVerdict } from "./verdict.js";

// Elements that are looked at to find the cause of a failure that a fast check has found.
const mostForCause = 2 ** 16;

/** How a tensor is checked. */
export interface TensorOptions {
  readonly mode: Mode;
  readonly rng: Rng;
  /** The only step of the differences, where one is asked for. */
  readonly step?: number | undefined;
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
export function* checkTensor(check: TensorCheck, options: TensorOptions): Steps<TensorReport> {
  const { layer, type, name, tensor, cause } = check;
  const { mode, rng, step } = options;
  const place = { layer, type, tensor: name, shape: tensor.shape, elements: tensor.size, mode };
  const found: { local?: Comparison; whole?: Comparison } = {};
  let failure: Failure | undefined;
  const objectives = (["local", "whole"] as const).flatMap((objective) => {
    const site = check[objective];
    return site === undefined ? [] : [{ objective, site }];
  });
  const sites = objectives.map(({ site }) => site);
  // how it is compared, which is not always how it was asked for
  const means: Mode = tensor.size <= fewElements ? "exhaustive" : mode;
  const elements = means === "exhaustive" ? yield* byElements(sites, { step }) : [];
  for (const [i, { objective, site }] of objectives.entries()) {
    let pairs = means === "fast" ? alongDirections(site, rng, step) : elements[i];
    let comparison = compare(pairs, means);
    if (comparison.verdict === "fail" && failure === undefined && (i === 0 || !check.passedOn)) {
      if (means === "fast") {
        pairs = yield* atLeisure(byElements([site], { step, most: mostForCause }));
        const closer = compare(pairs, "exhaustive");
        if (closer.verdict === "fail") comparison = closer;
      }
      failure = { ...cause(objective), pairs, tensor, name };
    }
    found[objective] = comparison;
  }
  if (means === "fast") yield tensor.size;
  const verdict = worstVerdict(Object.values(found).map((comparison) => comparison.verdict));
  return { ...place, verdict, ...found, ...(failure === undefined ? {} : { diagnosis: diagnose(failure) }) };
}

/** The lanes are the same for all objectives. */
function* byElements(
  sites: readonly Site[],
  options: ExhaustiveOptions,
): Steps<readonly (readonly Pair[])[]> {
  const [first] = sites;
  return first === undefined ? [] : yield* everyElement(sites, findLanes(first), options);
}

/** The same pairs of one site, as work that is no part of the progress. */
function* atLeisure(steps: Steps<readonly (readonly Pair[])[]>): Steps<readonly Pair[]> {
  let step = steps.next();
  while (!step.done) {
    yield 0;
    step = steps.next();
  }
  return step.value.flat();
}
