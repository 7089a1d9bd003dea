/** What a check says of one gradient.
 *  pass: backward is the derivative of forward. fail: it is not. subgradient: right on one side of a kink that the
 *  input sits on. inconclusive: nothing was proved, since every gradient is zero or too small, or something is not a number. */
export type Verdict = "pass" | "fail" | "subgradient" | "inconclusive";

/** The verdict on a whole made of parts: the worst of them, fail before inconclusive before subgradient before pass; of no
 *  part at all nothing is proved. */
export function worstVerdict(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.length === 0) return "inconclusive";
  const order: readonly Verdict[] = ["fail", "inconclusive", "subgradient"];
  return order.find((verdict) => verdicts.includes(verdict)) ?? "pass";
}
