import type { Network } from "@retrograd/network";
import { type CheckNetworkOptions, checkNetwork } from "../check/check-network.js";
import { describeFailure, type TensorReport } from "../check/report.js";

/** The types of the matchers. `R`: what an assertion returns. */
export interface GradientMatchers<R> {
  /** Passes when backward is the derivative of forward, for every layer and parameter of a network of dtype "f64". */
  toHaveCorrectGradients(options?: CheckNetworkOptions): R;
}

declare global {
  // vitest and @types/jest both merge this declaration, so that neither needs to be installed
  namespace jest {
    // biome-ignore lint/complexity/noBannedTypes: declarations of one interface must have the same type parameters
    interface Matchers<R, T = {}> extends GradientMatchers<R> {}
  }
}

/** Matchers for vitest, Jest and compatible test runners: `expect.extend(gradientMatchers)`, then
 *  `expect(network).toHaveCorrectGradients({ mode: "fast" })`. A network passes if the verdict of every tensor is `pass` or
 *  `subgradient`; an inconclusive gradient fails. network: built with dtype "f64"
 *  @throws RetrogradError as checkNetwork */
export const gradientMatchers = {
  toHaveCorrectGradients(network: Network, options: CheckNetworkOptions = {}) {
    const { verdict, tensors } = checkNetwork(network, options);
    const unproved = tensors.filter((tensor) => !isProved(tensor));
    return {
      pass: unproved.length === 0,
      message: () =>
        unproved.length === 0
          ? `expected a gradient of the network to be wrong, but the verdict is ${verdict}`
          : `expected the gradients of the network to be right, but the verdict is ${verdict}:\n${unproved.map(describe).join("\n")}`,
    };
  },
};

function isProved({ verdict }: TensorReport): boolean {
  return verdict === "pass" || verdict === "subgradient";
}

function describe(report: TensorReport): string {
  const { layer, tensor, verdict } = report;
  return verdict === "fail" ? describeFailure(report) : `${layer}.${tensor}: ${verdict}`;
}
