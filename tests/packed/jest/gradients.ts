// The matcher as a strict TypeScript project with @types/jest sees it, without a declaration of its own.
import { gradientMatchers } from "@retrograd/gradcheck";
import type { Network } from "@retrograd/network";

expect.extend(gradientMatchers);

export function prove(network: Network): void {
  expect(network).toHaveCorrectGradients();
  expect(network).not.toHaveCorrectGradients({ mode: "fast" });
  // @ts-expect-error no such mode
  expect(network).toHaveCorrectGradients({ mode: "slow" });
}
