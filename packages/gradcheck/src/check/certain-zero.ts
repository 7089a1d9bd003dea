import { type Rng, type Tensor, tensor } from "@retrograd/core";
import { compare } from "../derivative/comparison.js";
import { along } from "../derivative/fast.js";
import { worstVerdict } from "../derivative/verdict.js";
import { localGradient } from "../network/checked-gradient.js";
import { callLayer, type LayerCall } from "../network/layer-call.js";
import { randomNormal, randomWeights, randomWeightValues } from "../network/random-tensors.js";
import { gradientsOf, isZero, largestOfAll } from "../rules/values.js";
import type { TensorReport } from "./report.js";

// Number of other inputs to try, of directions at each, and of rows. The rows are at least 3, since a normalisation over a
// single row has gradients of 0 that it does not have over several.
const points = 2;
const directions = 3;
const minRows = 3;

// The layer's largest gradient must exceed the error of the differences by this factor, as for any proved gradient.
const resolution = 100;

/** Recognises gradients that are 0 because of what the layer computes, such as that of the key bias in attention. Backward
 *  and differences give 0 up to round-off while other gradients of the layer are larger, and they do so for other inputs and
 *  parameters as well. A gradient that backward forgets differs from the differences there.
 *  cotangent: the one that the layer was checked with, shaped like y */
export function withCertainZeros(
  reports: readonly TensorReport[],
  call: LayerCall,
  cotangent: Tensor,
): readonly TensorReport[] {
  const unseen = reports.filter(({ local }) => local?.unproved === "zero" || local?.unproved === "small");
  if (unseen.length === 0) return reports;
  const gradients = gradientsOf(call.forward.backward(cotangent));
  const largest = largestOfAll(gradients);
  const candidates = unseen.filter(
    ({ tensor: name, local }) =>
      local !== undefined && isZero(gradients[name], largest) && resolution * local.noise <= largest,
  );
  if (candidates.length === 0) return reports;
  const rng = call.streams.stream(`always zero/${call.id}`);
  const others = Array.from({ length: points }, () => anotherPoint(call, rng));
  return reports.map((report) => {
    const { local, whole, tensor: name } = report;
    if (local === undefined || !candidates.includes(report)) return report;
    if (!others.every((other) => other.isZero(name))) return report;
    const proof = {
      ...local,
      error: (local.error * local.largest) / largest,
      verdict: "pass",
      proof: "always-zero",
    } as const;
    return { ...report, local: proof, verdict: worstVerdict([proof.verdict, whole?.verdict ?? "pass"]) };
  });
}

/** The layer with other inputs and parameters, none of them special. */
function anotherPoint(call: LayerCall, rng: Rng) {
  const { x, params } = call;
  const rows = Math.max(minRows, x.shape[0] ?? 0);
  const other = callLayer({
    ...call,
    x: randomNormal([rows, ...x.shape.slice(1)], rng, x),
    params: Object.fromEntries(Object.entries(params).map(([name, param]) => [name, nearby(param, rng)])),
  });
  const dy = randomWeights(other.forward.y.shape, rng, x);
  const back = other.forward.backward(dy);
  const gradients = gradientsOf(back);
  const largest = largestOfAll(gradients);
  return {
    /** Whether backward and differences both give 0 for a tensor. */
    isZero(name: string): boolean {
      const checked = name === "x" ? other.x : other.params[name];
      const analytic = name === "x" ? back.dx : back.grads[name];
      if (checked === undefined || analytic === undefined || !isZero(gradients[name], largest)) return false;
      const gradient = localGradient(other, x.engine, dy, { tensor: checked, analytic });
      const pairs = Array.from({ length: directions }, () =>
        along(gradient, randomWeightValues(checked.size, rng)),
      );
      const comparison = compare(pairs, "fast");
      return (
        comparison.verdict === "inconclusive" &&
        comparison.subgradients === 0 &&
        resolution * Math.max(comparison.noise, comparison.largest) <= largest
      );
    },
  };
}

function nearby(param: Tensor, rng: Rng): Tensor {
  return tensor(
    Float64Array.from(param.data, (value) => value + rng.normal()),
    param.shape,
    param,
  );
}
