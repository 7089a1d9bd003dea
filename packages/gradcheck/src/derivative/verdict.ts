/** Outcome of the check of one gradient.
 *  pass: backward is the derivative of forward. fail: it is not. subgradient: the input is on a kink, and backward is right on
 *  one side of it. inconclusive: nothing was proved, since every gradient is zero or too small, or a value is not a number. */
export type Verdict = "pass" | "fail" | "subgradient" | "inconclusive";

/** The worst of several verdicts: fail, then inconclusive, then subgradient, then pass; inconclusive for no verdicts. */
export function worstVerdict(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.length === 0) return "inconclusive";
  const order: readonly Verdict[] = ["fail", "inconclusive", "subgradient"];
  return order.find((verdict) => verdicts.includes(verdict)) ?? "pass";
}
