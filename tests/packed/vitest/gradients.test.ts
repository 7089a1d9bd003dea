// The matcher as a strict TypeScript project sees it, without a declaration of its own.
import { gradientMatchers } from "@retrograd/gradcheck";
import { builtins } from "@retrograd/layers";
import { buildNetwork } from "@retrograd/network";
import { createRegistry } from "@retrograd/plugin";
import { expect, test } from "vitest";

expect.extend(gradientMatchers);

const layers = [{ Affine: 4 }, "Relu", { Affine: 3 }, "SoftmaxWithLoss"];
const network = buildNetwork(createRegistry(builtins), { input: [5], layers }, { dtype: "f64" });

test("gradients are right", () => {
  expect(network).toHaveCorrectGradients();
  expect(network).toHaveCorrectGradients({ mode: "fast" });
  expect(() => expect(network).not.toHaveCorrectGradients()).toThrow("the verdict is pass");
});

export function mistyped(): void {
  // @ts-expect-error no such mode
  expect(network).toHaveCorrectGradients({ mode: "slow" });
}
