import { machineEpsilon } from "@retrograd/core";
import { type CheckedGradient, evaluate, withPerturbation } from "../network/checked-gradient.js";
import type { Pair } from "./comparison.js";
import { type IndependentColumns, indexOf } from "./independent-columns.js";
import {
  type DerivativeRequest,
  type DerivativeSteps,
  derivativeOf,
  differentiate,
  type NumericalDerivative,
} from "./numerical.js";
import type { Objective } from "./objective.js";
import { type Perturbation, perturbationsOf } from "./perturbations.js";
import type { Steps } from "./steps.js";

// Elements that are asked about together, and the numbers that their outputs may be.
const maxTogether = 64;
const mostNumbers = 2 ** 17;

/** What an exhaustive check may be told. */
export interface ExhaustiveOptions {
  /** Most elements to check; spread evenly over the tensor. All unless told. */
  readonly most?: number | undefined;
  readonly step?: number | undefined;
}

/** The derivatives by every element, for each objective of one tensor: what `byElement` gives, to the last bit, with the
 *  runs of a layer shared by the objectives and by the elements of a group, and outputs judged many at a time.
 *  sites: of one tensor, with the same run; lanes: those of the tensor, if it has any */
export function* everyElement(
  gradients: readonly CheckedGradient[],
  columns: IndependentColumns | undefined,
  { most = Infinity, step }: ExhaustiveOptions = {},
): Steps<readonly (readonly Pair[])[]> {
  const [first] = gradients;
  if (first === undefined) return [];
  const { tensor } = first;
  const { groups, size, outputsAt, forgetBefore } = perturbationsOf(first, columns);
  const maxGroups = Math.max(1, Math.ceil(most / (groups[0]?.length ?? 1)));
  const stride = Math.max(1, Math.ceil(groups.length / maxGroups));
  const elements = groups.filter((_, group) => group % stride === 0).flat();
  const length = Math.max(1, Math.min(maxTogether, Math.floor(mostNumbers / size)));
  const bases = gradients.map(evaluate);
  const found = gradients.map(() => new Array<NumericalDerivative | undefined>(tensor.size).fill(undefined));
  for (let from = 0; from < elements.length; from += length) {
    const some = elements.slice(from, from + length);
    forgetBefore(some[0]);
    for (const [objective, gradient] of gradients.entries()) {
      const requests = some.map((element) =>
        derivativeOf(requestOf(gradient, element, bases[objective], step)),
      );
      const answers = solveTogether(requests, (asked) => {
        const perturbations = asked.map(({ request, t }): Perturbation => ({ element: some[request], t }));
        return gradient.objectivesOf(outputsAt(perturbations));
      });
      for (const [i, element] of some.entries()) found[objective][element] = answers[i];
    }
    yield some.length;
  }
  return gradients.map((gradient, objective) =>
    found[objective].flatMap((derivative, i) =>
      derivative === undefined ? [] : [pairOf(gradient, i, derivative)],
    ),
  );
}

/** The derivative by one element, by itself: a run of everything from the tensor on for each difference.
 *  i: flat index */
export function byElement(gradient: CheckedGradient, i: number, step?: number): Pair {
  const request = requestOf(gradient, i, evaluate(gradient), step);
  const evaluateAt = (t: number) => withPerturbation(gradient, [i], t, () => evaluate(gradient));
  return pairOf(gradient, i, differentiate({ ...request, evaluateAt }));
}

function requestOf(
  gradient: CheckedGradient,
  i: number,
  base: Objective,
  step: number | undefined,
): DerivativeRequest {
  const analytic = gradient.analytic.data[i];
  const roundOff = 16 * machineEpsilon("f64") * Math.abs(analytic);
  return { base, analytic, roundOff, declared: gradient.declared, step };
}

function pairOf({ tensor, analytic }: CheckedGradient, i: number, derivative: NumericalDerivative): Pair {
  return { index: indexOf(i, tensor.shape), analytic: analytic.data[i], derivative };
}

/** Goes on with all questions at once, so that what they ask for can be computed together. */
function solveTogether<Answer>(
  requests: readonly DerivativeSteps<Answer>[],
  objectivesAt: (asked: readonly { readonly request: number; readonly t: number }[]) => readonly Objective[],
): readonly Answer[] {
  const states = requests.map((asking) => asking.next());
  const answers: Answer[] = [];
  let open = requests.map((_, request) => request);
  for (;;) {
    const asked = open.flatMap((request) => {
      const state = states[request];
      if (!state.done) return state.value.map((t) => ({ request, t }));
      answers[request] = state.value;
      return [];
    });
    if (asked.length === 0) return answers;
    const objectives = objectivesAt(asked);
    let next = 0;
    open = open.filter((request) => {
      const state = states[request];
      if (state.done) return false;
      const given = objectives.slice(next, next + state.value.length);
      next += state.value.length;
      states[request] = requests[request].next(given);
      return true;
    });
  }
}
