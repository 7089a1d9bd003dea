import type { ReadonlyFloats, Tensor } from "@retrograd/core";
import type { Forward } from "@retrograd/plugin";
import { mappedTensor } from "../network/copy.js";
import { gradientsOf, near, type Values, viewsOf } from "./values.js";

// Factors so near to 1 that they change the round-off of backward, and of a backward that is not linear no more than 1e-11.
const factors = [1, 2, 3, 5, 7].map((k) => 1 + k * 2 ** -40);

// Units of the measured round-off that sums of a few gradients may differ by.
const allowed = 32;

/** Compares two gradients of a tensor, each computed from results of backward. */
type Comparing = (name: string, a: ReadonlyFloats, b: ReadonlyFloats, largest: number) => boolean;

/** The comparison `near`, with more tolerance where the terms of backward cancel to a result far smaller than they are, as in
 *  a normalization of two numbers. There, the round-off is measured: `backward(s dy) / s` for s next to 1.
 *  dys: of the results that are compared */
export function nearUpToRoundOff(backward: Forward["backward"], dys: readonly Tensor[]): Comparing {
  let measured: ReadonlyMap<string, number> | undefined;
  return (name, a, b, largest) => {
    if (near(a, b, largest)) return true;
    measured ??= roundOffOf(backward, dys);
    return near(a, b, largest, allowed * (measured.get(name) ?? 0));
  };
}

function roundOffOf(backward: Forward["backward"], dys: readonly Tensor[]): ReadonlyMap<string, number> {
  const largest = new Map<string, number>();
  for (const dy of dys) {
    const usual: Values = gradientsOf(backward(dy));
    for (const factor of factors) {
      const scaled = viewsOf(backward(mappedTensor(dy, (value) => factor * value)));
      for (const [name, values] of Object.entries(usual)) {
        const difference = values.reduce(
          (most, value, i) => Math.max(most, Math.abs((scaled[name]?.[i] ?? value) / factor - value)),
          largest.get(name) ?? 0,
        );
        largest.set(name, difference);
      }
    }
  }
  return largest;
}
