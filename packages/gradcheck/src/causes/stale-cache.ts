import type { Tensor } from "@retrograd/core";
import { compare, type Pair } from "../derivative/comparison.js";
import { callLayer, type LayerCall } from "../network/layer-call.js";
import { perturbed } from "../network/perturbed.js";
import { randomWeights } from "../network/random-tensors.js";
import { perturbedSetup } from "../rules/perturbed-setup.js";
import { gradientsOf, sameBits } from "../rules/values.js";
import { pairsOf } from "./another-call.js";
import type { Cause, Failure } from "./cause.js";

/** `stale-cache`: the gradient belongs to an earlier call. Backward gives the same result for another dy, or for another
 *  input and other parameters with another derivative. In the second case it must be right for the other input, where the
 *  first call was, or on the first call with a new number of rows. A gradient that is right for neither ignores its input. */
export const staleCache: Cause = ({ call, dy, name, withRows }) => {
  const message = call && dy && staleness(call, dy, name, withRows);
  return message === undefined ? undefined : { code: "stale-cache", message };
};

function staleness(
  call: LayerCall,
  dy: Tensor,
  name: string,
  withRows: Failure["withRows"],
): string | undefined {
  const gradient = (one: LayerCall, by: Tensor) => gradientsOf(one.forward.backward(by))[name];
  const g = gradient(callLayer(call), dy);
  if (g === undefined || g.every((value) => value === 0)) return undefined;
  // a loss that ignores its dloss is another mistake
  if (call.layer.outShape.length > 0 && sameBits(g, gradient(callLayer(call), perturbed(dy)))) {
    return "backward gives the same result for another dy";
  }
  const other = callLayer(perturbedSetup(call));
  if (!sameBits(g, gradient(other, dy))) return undefined;
  const [here, there] = [call, other].map((one) => pairsOf(one, dy, name));
  if (!here.some((pair, i) => moved(pair, there[i]))) return undefined;
  return isRight(there) || isRightOnFirstCall(call, name, withRows)
    ? "backward gives the same result for another input, where the derivative differs"
    : undefined;
}

/** Whether two derivatives differ. */
function moved({ derivative: from }: Pair, { derivative: to }: Pair): boolean {
  return Math.abs(from.low - to.low) > 1e-6 * Math.abs(from.low) + 10 * (from.error + to.error);
}

/** Whether backward is right on the first call with a new number of rows. */
function isRightOnFirstCall({ x }: LayerCall, name: string, withRows: Failure["withRows"]): boolean {
  const rows = x.shape[0] ?? 0;
  if (withRows === undefined || rows < 2) return false;
  const fresh = callLayer(withRows(rows - 1));
  const { y } = fresh.forward;
  return isRight(pairsOf(fresh, randomWeights(y.shape, fresh.streams.stream(`stale/${fresh.id}`), y), name));
}

function isRight(pairs: readonly Pair[]): boolean {
  return compare(pairs, "fast").verdict === "pass";
}
