import type { Rng, Tensor } from "@retrograd/core";
import type { Failure } from "../causes/cause.js";
import { diagnose } from "../causes/diagnose.js";
import type { Diagnosis } from "../causes/diagnoses.js";
import { impreciseForward } from "../causes/imprecise-forward.js";
import { undeclaredKink } from "../causes/undeclared-kink.js";
import { type Comparison, compare, type Pair } from "../derivative/comparison.js";
import { type ExhaustiveOptions, everyElement } from "../derivative/exhaustive.js";
import { alongDirections, fewElements } from "../derivative/fast.js";
import { findIndependentColumns } from "../derivative/independent-columns.js";
import type { Mode } from "../derivative/mode.js";
import type { Steps } from "../derivative/steps.js";
import { worstVerdict } from "../derivative/verdict.js";
import type { CheckedGradient } from "../network/checked-gradient.js";
import { nearMiss, ofSmallGaps } from "../second-look/near-miss.js";
import { reconsider } from "../second-look/reconsider.js";
import type { TensorReport } from "./report.js";

// Elements that are looked at to find the cause of a failure that a fast check has found.
const maxForCause = 2 ** 16;

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
  readonly local?: CheckedGradient | undefined;
  readonly whole?: CheckedGradient | undefined;
  /** Whether a wrong layer between here and the loss explains a failure of the whole. */
  readonly inherited: boolean;
  /** What a diagnosis may look at, beside the elements, for each objective. */
  cause(objective: "local" | "whole"): Omit<Failure, "pairs" | "tensor" | "name">;
}

/** Compares the gradients of a tensor with numerical ones, and names the likely cause where they differ. */
export function* checkTensor(check: TensorCheck, options: TensorOptions): Steps<TensorReport> {
  const { layer, type, name, tensor, cause } = check;
  const { mode, rng, step } = options;
  const setup = { layer, type, tensor: name, shape: tensor.shape, elements: tensor.size, mode };
  const found: { local?: Comparison; whole?: Comparison } = {};
  let diagnosis: Diagnosis | undefined;
  const objectives = (["local", "whole"] as const).flatMap((objective) => {
    const gradient = check[objective];
    return gradient === undefined ? [] : [{ objective, gradient }];
  });
  const gradients = objectives.map(({ gradient }) => gradient);
  // how it is compared, which is not always how it was asked for
  const means: Mode = tensor.size <= fewElements ? "exhaustive" : mode;
  const elements = means === "exhaustive" ? yield* byElements(gradients, { step }) : [];
  for (const [i, { objective, gradient }] of objectives.entries()) {
    let pairs = means === "fast" ? alongDirections(gradient, rng, step) : elements[i];
    let comparison = compare(pairs, means);
    // the loss has no other objective
    if (i === 0 && comparison.verdict === "pass" && step === undefined) {
      const own = cause(objective);
      if (own.call !== undefined) {
        diagnosis = nearMiss(gradient, { ...own, pairs, tensor, name }, own.call.streams);
        if (diagnosis !== undefined) comparison = { ...comparison, verdict: "fail" };
      }
    }
    if (comparison.verdict === "fail" && diagnosis === undefined && (i === 0 || !check.inherited)) {
      if (means === "fast") {
        const closer = yield* withoutProgress(byElements([gradient], { step, most: maxForCause }));
        const atElements = compare(closer, "exhaustive");
        if (atElements.verdict === "fail") [pairs, comparison] = [closer, atElements];
      }
      ({ comparison, diagnosis } = explain(
        { ...cause(objective), pairs, tensor, name },
        comparison,
        gradient,
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
  return { ...setup, verdict, ...found, ...(diagnosis === undefined ? {} : { diagnosis }) };
}

/** The likely cause of a failure, or none where a second look shows that there is none. */
function explain(
  failure: Failure,
  comparison: Comparison,
  gradient: CheckedGradient,
  step: number | undefined,
): { readonly comparison: Comparison; readonly diagnosis?: Diagnosis } {
  const { call } = failure;
  // a step that was asked for is the only one
  if (call === undefined || step !== undefined) return { comparison, diagnosis: diagnose(failure) };
  const { noise, wrong, kinked, pairs } = reconsider(gradient, failure.pairs, call.streams);
  if (kinked) return { comparison: { ...comparison, verdict: "inconclusive" }, diagnosis: undeclaredKink };
  const again = compare(pairs, comparison.mode);
  if (wrong || (noise.kind === "precise" && again.verdict === "fail")) {
    const diagnosis = diagnose({ ...failure, pairs });
    // seen along directions, it tells more in single elements
    const closer =
      diagnosis.code === "approximation" ? ofSmallGaps(gradient, failure, call.streams) : undefined;
    return { comparison, diagnosis: closer ?? diagnosis };
  }
  if (noise.kind === "precise") return { comparison: again };
  const verdict = noise.kind === "blind" ? "inconclusive" : "fail";
  return { comparison: { ...comparison, verdict }, diagnosis: impreciseForward(noise) };
}

/** The lanes are the same for all objectives. */
function* byElements(
  gradients: readonly CheckedGradient[],
  options: ExhaustiveOptions,
): Steps<readonly (readonly Pair[])[]> {
  const [first] = gradients;
  return first === undefined ? [] : yield* everyElement(gradients, findIndependentColumns(first), options);
}

/** The same pairs of one site, as work that is no part of the progress. */
function* withoutProgress(steps: Steps<readonly (readonly Pair[])[]>): Steps<readonly Pair[]> {
  let step = steps.next();
  while (!step.done) {
    yield 0;
    step = steps.next();
  }
  return step.value.flat();
}
