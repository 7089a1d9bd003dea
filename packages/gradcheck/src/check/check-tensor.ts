import type { Rng, Tensor } from "@retrograd/core";
import type { Failure } from "../causes/cause.js";
import { diagnose } from "../causes/diagnose.js";
import type { Diagnosis } from "../causes/diagnoses.js";
import { impreciseForward } from "../causes/imprecise-forward.js";
import { undeclaredKink } from "../causes/undeclared-kink.js";
import { type Comparison, compare, type Pair } from "../derivative/comparison.js";
import { type ExhaustiveOptions, everyElement } from "../derivative/exhaustive.js";
import { alongDirections, fewElements } from "../derivative/fast.js";
import { findLanes } from "../derivative/lanes.js";
import type { Mode } from "../derivative/mode.js";
import type { Steps } from "../derivative/steps.js";
import { worstVerdict } from "../derivative/verdict.js";
import type { Site } from "../network/site.js";
import { nearMiss, ofSmallGaps } from "../second-look/near-miss.js";
import { reconsider } from "../second-look/reconsider.js";
import type { TensorReport } from "./report.js";

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
  let diagnosis: Diagnosis | undefined;
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
    // the loss has no other objective
    if (i === 0 && comparison.verdict === "pass" && step === undefined) {
      const own = cause(objective);
      if (own.stage !== undefined) {
        diagnosis = nearMiss(site, { ...own, pairs, tensor, name }, own.stage.streams);
        if (diagnosis !== undefined) comparison = { ...comparison, verdict: "fail" };
      }
    }
    if (comparison.verdict === "fail" && diagnosis === undefined && (i === 0 || !check.passedOn)) {
      if (means === "fast") {
        const closer = yield* atLeisure(byElements([site], { step, most: mostForCause }));
        const atElements = compare(closer, "exhaustive");
        if (atElements.verdict === "fail") [pairs, comparison] = [closer, atElements];
      }
      ({ comparison, diagnosis } = explain(
        { ...cause(objective), pairs, tensor, name },
        comparison,
        site,
        step,
      ));
    }
    // what the layer alone hides, the loss does not show either
    if (diagnosis?.code === "noisy-forward" && comparison.verdict === "fail") {
      comparison = { ...comparison, verdict: "inconclusive" };
    }
    found[objective] = comparison;
  }
  if (means === "fast") yield tensor.size;
  const verdict = worstVerdict(Object.values(found).map((comparison) => comparison.verdict));
  return { ...place, verdict, ...found, ...(diagnosis === undefined ? {} : { diagnosis }) };
}

/** The likely cause of a failure, or none where a second look shows that there is none. */
function explain(
  failure: Failure,
  comparison: Comparison,
  site: Site,
  step: number | undefined,
): { readonly comparison: Comparison; readonly diagnosis?: Diagnosis } {
  const { stage } = failure;
  // a step that was asked for is the only one
  if (stage === undefined || step !== undefined) return { comparison, diagnosis: diagnose(failure) };
  const { noise, wrong, kinked, pairs } = reconsider(site, failure.pairs, stage.streams);
  if (kinked) return { comparison: { ...comparison, verdict: "inconclusive" }, diagnosis: undeclaredKink };
  const again = compare(pairs, comparison.mode);
  if (wrong || (noise.kind === "precise" && again.verdict === "fail")) {
    const diagnosis = diagnose({ ...failure, pairs });
    // seen along directions, it tells more in single elements
    const closer = diagnosis.code === "approximation" ? ofSmallGaps(site, failure, stage.streams) : undefined;
    return { comparison, diagnosis: closer ?? diagnosis };
  }
  if (noise.kind === "precise") return { comparison: again };
  const verdict = noise.kind === "blind" ? "inconclusive" : "fail";
  return { comparison: { ...comparison, verdict }, diagnosis: impreciseForward(noise) };
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
