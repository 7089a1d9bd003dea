import { type Tensor, tensor } from "@retrograd/core";
import type { Comparison } from "../derivative/comparison.js";
import type { LayerCall } from "../network/layer-call.js";
import { gradientsOf, isZero, largestOf, largestOfAll, near } from "../rules/values.js";
import type { TensorReport } from "./report.js";

/** What the layer before learns of a layer's gradients. */
export interface Behind {
  /** The loss's gradient by the layer's output; absent where a layer after it gave none. */
  readonly upstream?: Tensor | undefined;
  /** Whether that was proved, by the layer after it. */
  readonly upstreamProved: boolean;
}

/** Proves by the chain rule what the loss is too insensitive to show: the gradient of a bias before a normalisation, which
 *  is 0 whatever the bias, or of a weight that hardly counts. The loss's gradient by a tensor is what the layer's backward
 *  makes of the gradient that comes from behind. It is right where backward is, for the layer alone, where it is linear
 *  between the cotangent of that check and the gradient from behind, and where the latter was proved: by the layer after
 *  this one, or by another tensor of this one that the loss does show.
 *  cotangent: that the layer was checked with, as y */
export function byChainRule(
  reports: readonly TensorReport[],
  call: LayerCall,
  cotangent: Tensor,
  { upstream, upstreamProved }: Behind,
): readonly TensorReport[] {
  const proved = upstreamProved || reports.some(({ whole }) => whole !== undefined && isProof(whole));
  if (upstream === undefined || !proved || !reports.some(({ whole }) => isUnseen(whole))) return reports;
  const linear = linearFrom(call, cotangent, upstream);
  const largest = Math.max(...reports.map(({ whole }) => whole?.largest ?? 0));
  return reports.map((report) => {
    const { local, whole, tensor: name } = report;
    if (local === undefined || whole === undefined || !isProof(local)) return report;
    if (!isUnseen(whole) || !linear(name)) return report;
    const error = largest === 0 ? 0 : (whole.error * whole.largest) / largest;
    const verdict = whole.subgradients > 0 ? "subgradient" : local.verdict;
    return { ...report, whole: { ...whole, error, verdict, shown: "chain-rule" }, verdict };
  });
}

/** Whether a comparison proves that the gradients are right. */
export function isProof({ verdict }: Comparison): boolean {
  return verdict === "pass" || verdict === "subgradient";
}

/** Whether nothing speaks against a gradient but that it is too small, or on too many kinks, for the differences. */
function isUnseen(comparison: Comparison | undefined): boolean {
  if (comparison?.verdict !== "inconclusive") return false;
  return ["zero", "small", "kinks"].includes(comparison.unproved ?? "");
}

/** Whether `backward(s c + u) = s backward(c) + backward(u)`, for each tensor by its name: c the cotangent, u the gradient
 *  from behind, s such that both count alike. */
function linearFrom({ forward }: LayerCall, c: Tensor, u: Tensor): (name: string) => boolean {
  const s = largestOf(Float64Array.from(u.data)) / largestOf(Float64Array.from(c.data));
  const both = tensor(
    Float64Array.from(u.data, (value, i) => s * c.data[i] + value),
    u.shape,
    u,
  );
  const [ofC, ofU, ofBoth] = [c, u, both].map((one) => gradientsOf(forward.backward(one)));
  const all = s * largestOfAll(ofC);
  return (name) => {
    // nothing comes from behind, so nothing may go on
    if (s === 0) return isZero(ofU[name], 0);
    const expected = ofC[name].map((value, i) => s * value + ofU[name][i]);
    return near(expected, ofBoth[name], all);
  };
}
