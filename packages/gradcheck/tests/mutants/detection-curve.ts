import { scale, type Tensor } from "@retrograd/core";
import { examine, type Outcome } from "./corpus.js";
import { targetsOf, withWrongGradient } from "./gradient-operators.js";
import { markdownTable } from "./matrix.js";
import { subjects } from "./subjects.js";

/** How often a factor that is off by `epsilon` is caught. */
export interface CurvePoint {
  readonly epsilon: number;
  readonly all: number;
  /** By this checker. */
  readonly caught: number;
  /** By the default rule of torch.autograd.gradcheck, granted that its numerical derivatives are exact. */
  readonly caughtByTorch: number;
}

/** Multiplies each gradient of the built-ins of the book by 1 + epsilon, once for each seed, and counts who notices. */
export function detectionCurve(epsilons: readonly number[], seeds: number): readonly CurvePoint[] {
  return epsilons.map((epsilon) => {
    const trials = subjects
      .filter(({ inFull }) => inFull)
      .flatMap((subject) =>
        targetsOf(subject).flatMap(({ name }) =>
          Array.from({ length: seeds }, (_, seed) => trial(name, epsilon, seed, subject)),
        ),
      );
    return {
      epsilon,
      all: trials.length,
      caught: trials.filter(({ caught }) => caught).length,
      caughtByTorch: trials.filter(({ byTorch }) => byTorch).length,
    };
  });
}

function trial(name: string, epsilon: number, seed: number, subject: Outcome["mutant"]["subject"]) {
  let byTorch = false;
  const mistake = withWrongGradient(name, (gradient) => {
    const wrong = scale(gradient, 1 + epsilon);
    // gradients as training sees them: the check sends back far larger ones, too
    if (Math.max(...gradient.data) < 100) byTorch ||= !closeForTorch(wrong, gradient);
    return wrong;
  });
  const { caught } = examine(
    { operator: "factor", subject, what: `d${name}`, mistake, codes: [] },
    "fast",
    seed,
  );
  return { caught, byTorch };
}

/** atol 1e-5 and rtol 1e-3, the defaults of torch.autograd.gradcheck. */
function closeForTorch(analytic: Tensor, numeric: Tensor): boolean {
  const expected = Array.from(numeric.data);
  return expected.every((n, i) => Math.abs(analytic.data[i] - n) <= 1e-5 + 1e-3 * Math.abs(n));
}

/** The curve as a table in Markdown. */
export function curveText(points: readonly CurvePoint[]): string {
  const share = (part: number, all: number) => `${((100 * part) / all).toFixed(part === all ? 0 : 1)}%`;
  return markdownTable(
    ["factor", "caught", "by the default rule of torch.autograd.gradcheck"],
    points.map(({ epsilon, all, caught, caughtByTorch }) => [
      `1 + ${epsilon.toExponential()}`,
      share(caught, all),
      share(caughtByTorch, all),
    ]),
  );
}
