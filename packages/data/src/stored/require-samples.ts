import { requireMembers } from "@retrograd/core";

/** Checks that an argument is a set of samples.
 *  @throws RetrogradError E_ARGUMENT naming the function that was called */
export function requireSamples(who: string, samples: unknown): void {
  requireMembers(who, "samples", samples, {
    expected: "samples { x, t }, both of them rows { shape, values }",
    members: { x: "object", t: "object" },
  });
}
