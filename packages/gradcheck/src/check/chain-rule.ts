import type { Tensor } from "@retrograd/core";
import { undeclaredKink } from "../causes/undeclared-kink.js";
import type { Comparison } from "../derivative/comparison.js";
import { copyOf, mapped, mappedTensor } from "../network/copy.js";
import type { LayerCall } from "../network/layer-call.js";
import { nearUpToRoundOff } from "../rules/round-off.js";
import { gradientsOf, isZero, largestOf, largestOfAll } from "../rules/values.js";
import type { TensorReport } from "./report.js";

/** The upstream gradient of a layer. */
export interface Upstream {
  /** Gradient of the network's loss by the layer's output; undefined where a later layer returned none. */
  readonly upstream?: Tensor | undefined;
  /** Whether the later layer proved it. */
  readonly upstreamProved: boolean;
}

/** Proves by the chain rule gradients that differences of the loss cannot: that of a bias before a normalisation, which is 0
 *  whatever the bias, that of a weight with little influence, or one where the loss is so steep that it seems to have a kink,
 *  as behind several normalisations of nearly equal rows. The loss's gradient by a tensor is
 *  backward of the upstream gradient. It is right if three things hold. Backward is right for the layer alone. Backward is
 *  linear between the cotangent of that check and the upstream gradient. The upstream gradient was proved, by the later
 *  layer or by another tensor of this layer that does influence the loss.
 *  cotangent: the one that the layer was checked with, shaped like y */
export function byChainRule(
  reports: readonly TensorReport[],
  call: LayerCall,
  cotangent: Tensor,
  { upstream, upstreamProved }: Upstream,
): readonly TensorReport[] {
  const proved = upstreamProved || reports.some(({ whole }) => whole !== undefined && isProof(whole));
  if (upstream === undefined || !proved || !reports.some(isUnseen)) return reports;
  const isLinear = linearity(call, cotangent, upstream);
  const largest = Math.max(...reports.map(({ whole }) => whole?.largest ?? 0));
  return reports.map((report) => {
    const { local, whole, tensor: name } = report;
    if (local === undefined || whole === undefined || !isProof(local)) return report;
    if (!isUnseen(report) || !isLinear(name)) return report;
    const { diagnosis: _, ...proven } = report;
    const error = largest === 0 ? 0 : (whole.error * whole.largest) / largest;
    const verdict = whole.subgradients > 0 ? "subgradient" : local.verdict;
    return { ...proven, whole: { ...whole, error, verdict, proof: "chain-rule" }, verdict };
  });
}

/** Whether a comparison proves that the gradients are right. */
export function isProof({ verdict }: Comparison): boolean {
  return verdict === "pass" || verdict === "subgradient";
}

/** Whether differences of the loss are inconclusive only because the gradients are too small, on too many kinks, or seem to be
 *  on kinks that differences of the layer alone do not meet. */
function isUnseen(report: TensorReport): boolean {
  const { whole } = report;
  if (whole?.verdict !== "inconclusive") return false;
  return ["zero", "small", "kinks"].includes(whole.unproved ?? "") || seemsKinked(report);
}

/** Whether only differences of the loss seem to cross an undeclared kink, while those of the layer alone prove the gradient. */
export function seemsKinked({ local, whole, diagnosis }: TensorReport): boolean {
  if (diagnosis?.code !== undeclaredKink.code) return false;
  return local?.verdict === "pass" && whole?.verdict === "inconclusive";
}

/** Tests `backward(s c + u) = s backward(c) + backward(u)` for each tensor by its name. c: the cotangent; u: the upstream
 *  gradient; s gives both the same magnitude. */
function linearity({ forward }: LayerCall, c: Tensor, u: Tensor): (name: string) => boolean {
  const s = largestOf(copyOf(u.data)) / largestOf(copyOf(c.data));
  const cotangents = c.data;
  const both = mappedTensor(u, (value, i) => s * cotangents[i] + value);
  const [ofC, ofU, ofBoth] = [c, u, both].map((dy) => gradientsOf(forward.backward(dy)));
  const largest = s * largestOfAll(ofC);
  const isNear = nearUpToRoundOff(forward.backward, [c, u, both]);
  return (name) => {
    // an upstream gradient of 0 must give a gradient of 0
    if (s === 0) return isZero(ofU[name], 0);
    const expected = mapped(ofC[name], (value, i) => s * value + ofU[name][i]);
    return isNear(name, expected, ofBoth[name], largest);
  };
}
