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
import { mapSteps, type Steps } from "../derivative/steps.js";
import { worstVerdict } from "../derivative/verdict.js";
import type { CheckedGradient } from "../network/checked-gradient.js";
import { nearMiss, ofSmallGaps } from "../second-look/near-miss.js";
import { reconsider } from "../second-look/reconsider.js";
import type { TensorReport } from "./report.js";

// Maximum number of elements that are compared to find the cause of a failure in mode "fast".
const maxForCause = 2 ** 16;

/** How a tensor is checked. */
export interface TensorOptions {
  readonly mode: Mode;
  readonly rng: Rng;
  /** The only step of the differences, if one was passed. */
  readonly step?: number | undefined;
}

/** A tensor to check, for the layer alone, for the network's loss, or both. */
export interface TensorCheck {
  readonly layer: string;
  readonly type: string;
  /** Name of the parameter, or "x". */
  readonly name: string;
  readonly tensor: Tensor;
  readonly local?: CheckedGradient | undefined;
  readonly whole?: CheckedGradient | undefined;
  /** Whether `whole` has another run than `local`. Default: false. */
  readonly shared?: boolean | undefined;
  /** Whether a wrong later layer explains a failure of `whole`. */
  readonly inherited: boolean;
  /** What a diagnosis can use in addition to the elements, for each objective. */
  cause(objective: "local" | "whole"): Omit<Failure, "pairs" | "tensor" | "name">;
}

/** Compares the gradients of a tensor with numerical ones, and names the likely cause where they differ. */
export function* checkTensor(check: TensorCheck, options: TensorOptions): Steps<TensorReport> {
  const { layer, type, name, tensor, cause } = check;
  const { mode, rng, step } = options;
  const subject = { layer, type, tensor: name, shape: tensor.shape, elements: tensor.size, mode };
  const comparisons: { local?: Comparison; whole?: Comparison } = {};
  let diagnosis: Diagnosis | undefined;
  const objectives = (["local", "whole"] as const).flatMap((objective) => {
    const gradient = check[objective];
    return gradient === undefined ? [] : [{ objective, gradient }];
  });
  const gradients = objectives.map(({ gradient }) => gradient);
  // a small tensor is compared element by element in every mode
  const actualMode: Mode = tensor.size <= fewElements ? "exhaustive" : mode;
  const elements = actualMode === "exhaustive" ? yield* byElements(gradients, { step }, check.shared) : [];
  for (const [i, { objective, gradient }] of objectives.entries()) {
    let pairs = actualMode === "fast" ? alongDirections(gradient, rng, step) : elements[i];
    let comparison = compare(pairs, actualMode);
    // the first objective is the layer alone, or that of the loss
    if (i === 0 && comparison.verdict === "pass" && step === undefined) {
      const failure = cause(objective);
      if (failure.call !== undefined) {
        diagnosis = nearMiss(gradient, { ...failure, pairs, tensor, name }, failure.call.streams);
        if (diagnosis !== undefined) comparison = { ...comparison, verdict: "fail" };
      }
    }
    if (comparison.verdict === "fail" && diagnosis === undefined && (i === 0 || !check.inherited)) {
      if (actualMode === "fast") {
        const [single] = yield* withoutProgress(byElements([gradient], { step, maxElements: maxForCause }));
        const atElements = compare(single, "exhaustive");
        if (atElements.verdict === "fail") [pairs, comparison] = [single, atElements];
      }
      ({ comparison, diagnosis } = explain(
        { ...cause(objective), pairs, tensor, name },
        comparison,
        gradient,
        step,
      ));
    }
    // noise that hides the layer alone hides the loss as well
    if (diagnosis?.code === "noisy-forward" && comparison.verdict === "fail") {
      comparison = { ...comparison, verdict: "inconclusive" };
    }
    comparisons[objective] = comparison;
  }
  if (actualMode === "fast") yield tensor.size;
  const verdict = worstVerdict(Object.values(comparisons).map((comparison) => comparison.verdict));
  return { ...subject, verdict, ...comparisons, ...(diagnosis === undefined ? {} : { diagnosis }) };
}

/** The likely cause of a failure; none if a second look shows that the gradient is right. */
function explain(
  failure: Failure,
  comparison: Comparison,
  gradient: CheckedGradient,
  step: number | undefined,
): { readonly comparison: Comparison; readonly diagnosis?: Diagnosis } {
  const { call } = failure;
  // a second look would take other steps than the one that was passed
  if (call === undefined || step !== undefined) return { comparison, diagnosis: diagnose(failure) };
  const { noise, wrong, kinked, pairs } = reconsider(gradient, failure.pairs, call.streams);
  if (kinked) return { comparison: { ...comparison, verdict: "inconclusive" }, diagnosis: undeclaredKink };
  const again = compare(pairs, comparison.mode);
  if (wrong || (noise.kind === "precise" && again.verdict === "fail")) {
    const diagnosis = diagnose({ ...failure, pairs });
    // single elements give a more precise cause than directions
    const closer =
      diagnosis.code === "approximation" ? ofSmallGaps(gradient, failure, call.streams) : undefined;
    return { comparison, diagnosis: closer ?? diagnosis };
  }
  if (noise.kind === "precise") return { comparison: again };
  const verdict = noise.kind === "blind" ? "inconclusive" : "fail";
  return { comparison: { ...comparison, verdict }, diagnosis: impreciseForward(noise) };
}

/** The pairs of each gradient. All have the same independent columns, since they are of one tensor. shared: whether the
 *  second has another run, and then no independent columns */
function* byElements(
  gradients: readonly CheckedGradient[],
  options: ExhaustiveOptions,
  shared = false,
): Steps<readonly (readonly Pair[])[]> {
  const [first, second] = gradients;
  if (shared && first !== undefined && second !== undefined) {
    const [local = []] = yield* byElements([first], options);
    const [whole = []] = yield* withoutProgress(everyElement([second], undefined, options));
    return [local, whole];
  }
  return first === undefined ? [] : yield* everyElement(gradients, findIndependentColumns(first), options);
}

/** The same work, not counted in the progress of the check. */
function withoutProgress<R>(steps: Steps<R>): Steps<R> {
  return mapSteps(steps, () => 0);
}
