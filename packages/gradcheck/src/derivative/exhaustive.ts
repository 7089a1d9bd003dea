import { machineEpsilon } from "@retrograd/core";
import { evaluate, type Site, withNudge } from "../network/site.js";
import type { Pair } from "./comparison.js";
import { indexOf, type Lanes } from "./lanes.js";
import { type Nudge, nudgesOf } from "./nudges.js";
import {
  type Asking,
  derivativeOf,
  differentiate,
  type NumericalDerivative,
  type Question,
} from "./numerical.js";
import type { Objective } from "./objective.js";
import type { Steps } from "./steps.js";

// Elements that are asked about together, and the numbers that their outputs may be.
const mostTogether = 64;
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
  sites: readonly Site[],
  lanes: Lanes | undefined,
  { most = Infinity, step }: ExhaustiveOptions = {},
): Steps<readonly (readonly Pair[])[]> {
  const [first] = sites;
  if (first === undefined) return [];
  const { tensor } = first;
  const { groups, size, outputsAt, forgetBefore } = nudgesOf(first, lanes);
  const mostGroups = Math.max(1, Math.ceil(most / (groups[0]?.length ?? 1)));
  const stride = Math.max(1, Math.ceil(groups.length / mostGroups));
  const elements = groups.filter((_, group) => group % stride === 0).flat();
  const length = Math.max(1, Math.min(mostTogether, Math.floor(mostNumbers / size)));
  const bases = sites.map(evaluate);
  const found = sites.map(() => new Array<NumericalDerivative | undefined>(tensor.size).fill(undefined));
  for (let from = 0; from < elements.length; from += length) {
    const some = elements.slice(from, from + length);
    forgetBefore(some[0]);
    for (const [objective, site] of sites.entries()) {
      const questions = some.map((element) =>
        derivativeOf(questionOf(site, element, bases[objective], step)),
      );
      const answers = answerTogether(questions, (asked) => {
        const nudges = asked.map(({ question, t }): Nudge => ({ element: some[question], t }));
        return site.judgeAll(outputsAt(nudges));
      });
      for (const [i, element] of some.entries()) found[objective][element] = answers[i];
    }
    yield some.length;
  }
  return sites.map((site, objective) =>
    found[objective].flatMap((derivative, i) =>
      derivative === undefined ? [] : [pairOf(site, i, derivative)],
    ),
  );
}

/** The derivative by one element, by itself: a run of everything from the tensor on for each difference.
 *  i: flat index */
export function byElement(site: Site, i: number, step?: number): Pair {
  const question = questionOf(site, i, evaluate(site), step);
  const at = (t: number) => withNudge(site, [i], t, () => evaluate(site));
  return pairOf(site, i, differentiate({ ...question, at }));
}

function questionOf(site: Site, i: number, base: Objective, step: number | undefined): Question {
  const analytic = site.gradient.data[i];
  const roundOff = 16 * machineEpsilon("f64") * Math.abs(analytic);
  return { base, analytic, roundOff, declared: site.declared, step };
}

function pairOf({ tensor, gradient }: Site, i: number, derivative: NumericalDerivative): Pair {
  return { index: indexOf(i, tensor.shape), analytic: gradient.data[i], derivative };
}

/** Goes on with all questions at once, so that what they ask for can be computed together. */
function answerTogether<Answer>(
  questions: readonly Asking<Answer>[],
  objectivesAt: (asked: readonly { readonly question: number; readonly t: number }[]) => readonly Objective[],
): readonly Answer[] {
  const states = questions.map((asking) => asking.next());
  const answers: Answer[] = [];
  let open = questions.map((_, question) => question);
  for (;;) {
    const asked = open.flatMap((question) => {
      const state = states[question];
      if (!state.done) return state.value.map((t) => ({ question, t }));
      answers[question] = state.value;
      return [];
    });
    if (asked.length === 0) return answers;
    const objectives = objectivesAt(asked);
    let next = 0;
    open = open.filter((question) => {
      const state = states[question];
      if (state.done) return false;
      const given = objectives.slice(next, next + state.value.length);
      next += state.value.length;
      states[question] = questions[question].next(given);
      return true;
    });
  }
}
