import { type Rng, type Tensor, tensor } from "@retrograd/core";
import { compare } from "../derivative/comparison.js";
import { along } from "../derivative/fast.js";
import { worstVerdict } from "../derivative/verdict.js";
import { localGradient } from "../network/checked-gradient.js";
import { callLayer, type LayerCall } from "../network/layer-call.js";
import { randomNormal, randomWeights, randomWeightValues } from "../network/random-tensors.js";
import { gradientsOf, isZero, largestOfAll } from "../rules/values.js";
import type { TensorReport } from "./report.js";

// Other numbers that the layer is tried on, directions of the tensor at each, and rows at least: a normalisation over a
// single row has a zero that others have not.
const places = 2;
const directions = 3;
const minRows = 3;

// The layer's largest gradient must stand out from the error of the differences by as much as any that is proved.
const resolution = 100;

/** Recognises gradients of a layer alone that are 0 by what the layer computes, such as that of a key's bias in attention:
 *  they are 0 up to round-off by backward and by differences, beside others that are not, and stay so for other inputs
 *  and parameters. A gradient that was forgotten differs from the differences there.
 *  cotangent: that the layer was checked with, as y */
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
  const perturbedSetup = Array.from({ length: places }, () => anotherPlace(call, rng));
  return reports.map((report) => {
    const { local, whole, tensor: name } = report;
    if (local === undefined || !candidates.includes(report)) return report;
    if (!perturbedSetup.every((setup) => setup.isZero(name))) return report;
    const shown = {
      ...local,
      error: (local.error * local.largest) / largest,
      verdict: "pass",
      shown: "always-zero",
    } as const;
    return { ...report, local: shown, verdict: worstVerdict([shown.verdict, whole?.verdict ?? "pass"]) };
  });
}

/** The layer on other inputs and parameters, none of them special. */
function anotherPlace(call: LayerCall, rng: Rng) {
  const { x, params } = call;
  const rows = Math.max(minRows, x.shape[0] ?? 0);
  const moved = callLayer({
    ...call,
    x: randomNormal([rows, ...x.shape.slice(1)], rng, x),
    params: Object.fromEntries(Object.entries(params).map(([name, own]) => [name, nearby(own, rng)])),
  });
  const dy = randomWeights(moved.forward.y.shape, rng, x);
  const back = moved.forward.backward(dy);
  const gradients = gradientsOf(back);
  const largest = largestOfAll(gradients);
  return {
    /** Whether backward and differences both say 0 of a tensor. */
    isZero(name: string): boolean {
      const own = name === "x" ? moved.x : moved.params[name];
      const analytic = name === "x" ? back.dx : back.grads[name];
      if (own === undefined || analytic === undefined || !isZero(gradients[name], largest)) return false;
      const gradient = localGradient(moved, x.engine, dy, { tensor: own, analytic });
      const pairs = Array.from({ length: directions }, () =>
        along(gradient, randomWeightValues(own.size, rng)),
      );
      const { verdict, noise, ...found } = compare(pairs, "fast");
      return (
        verdict === "inconclusive" &&
        found.subgradients === 0 &&
        resolution * Math.max(noise, found.largest) <= largest
      );
    },
  };
}

function nearby(own: Tensor, rng: Rng): Tensor {
  return tensor(
    Float64Array.from(own.data, (value) => value + rng.normal()),
    own.shape,
    own,
  );
}
