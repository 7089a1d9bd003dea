// The matcher in a strict TypeScript project that imports expect from @jest/globals, with the declaration of the guide.
import { expect } from "@jest/globals";
import { type GradientMatchers, gradientMatchers } from "@retrograd/gradcheck";
import type { Network } from "@retrograd/network";

declare module "expect" {
  interface Matchers<R extends void | Promise<void>, T = unknown> extends GradientMatchers<R> {}
}

expect.extend(gradientMatchers);

export function prove(network: Network): void {
  expect(network).toHaveCorrectGradients();
  expect(network).not.toHaveCorrectGradients({ mode: "fast" });
  // @ts-expect-error no such mode
  expect(network).toHaveCorrectGradients({ mode: "slow" });
}
