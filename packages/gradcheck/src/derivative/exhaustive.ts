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

// Maximum number of elements that are differentiated together, and of values in their outputs.
const maxTogether = 64;
const maxValues = 2 ** 17;

/** Options of an exhaustive check. */
export interface ExhaustiveOptions {
  /** Maximum number of elements to check, spread evenly over the tensor. Default: all. */
  readonly maxElements?: number | undefined;
  readonly step?: number | undefined;
}

/** The derivatives by every element of a tensor, for each objective, with the same bits as `byElement`. The runs of a layer
 *  are shared by the objectives and by the elements of a group, and many outputs are evaluated together.
 *  gradients: of one tensor, with the same run; columns: those of the tensor, if it has any */
export function* everyElement(
  gradients: readonly CheckedGradient[],
  columns: IndependentColumns | undefined,
  { maxElements = Infinity, step }: ExhaustiveOptions = {},
): Steps<readonly (readonly Pair[])[]> {
  const [first] = gradients;
  if (first === undefined) return [];
  const { tensor } = first;
  const { groups, size, outputsAt, forgetBefore } = perturbationsOf(first, columns);
  const maxGroups = Math.max(1, Math.ceil(maxElements / (groups[0]?.length ?? 1)));
  const stride = Math.max(1, Math.ceil(groups.length / maxGroups));
  const elements = groups.filter((_, group) => group % stride === 0).flat();
  const length = Math.max(1, Math.min(maxTogether, Math.floor(maxValues / size)));
  const bases = gradients.map(evaluate);
  const results = gradients.map(() =>
    new Array<NumericalDerivative | undefined>(tensor.size).fill(undefined),
  );
  for (let from = 0; from < elements.length; from += length) {
    const batch = elements.slice(from, from + length);
    forgetBefore(batch[0]);
    for (const [objective, gradient] of gradients.entries()) {
      const requests = batch.map((element) =>
        derivativeOf(requestOf(gradient, element, bases[objective], step)),
      );
      const derivatives = runTogether(requests, (points) => {
        const perturbations = points.map(({ request, t }): Perturbation => ({ element: batch[request], t }));
        return gradient.objectivesOf(outputsAt(perturbations));
      });
      for (const [i, element] of batch.entries()) results[objective][element] = derivatives[i];
    }
    yield batch.length;
  }
  return gradients.map((gradient, objective) =>
    results[objective].flatMap((derivative, i) =>
      derivative === undefined ? [] : [pairOf(gradient, i, derivative)],
    ),
  );
}

/** The derivative by a single element. Each difference runs the layer and everything after it. i: flat index */
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

/** A point at which one of several requests needs its objective. */
interface Point {
  readonly request: number;
  readonly t: number;
}

/** Advances all requests in parallel, so that the objectives they need can be computed together. */
function runTogether<Result>(
  requests: readonly DerivativeSteps<Result>[],
  objectivesAt: (points: readonly Point[]) => readonly Objective[],
): readonly Result[] {
  const states = requests.map((steps) => steps.next());
  const results: Result[] = [];
  let open = requests.map((_, request) => request);
  for (;;) {
    const points = open.flatMap((request): readonly Point[] => {
      const state = states[request];
      if (!state.done) return state.value.map((t) => ({ request, t }));
      results[request] = state.value;
      return [];
    });
    if (points.length === 0) return results;
    const objectives = objectivesAt(points);
    let next = 0;
    open = open.filter((request) => {
      const state = states[request];
      if (state.done) return false;
      const answers = objectives.slice(next, next + state.value.length);
      next += state.value.length;
      states[request] = requests[request].next(answers);
      return true;
    });
  }
}
