import type { Mode } from "../derivative/mode.js";
import type { Forecast, TensorCost } from "./forecast.js";

// Part of the time that is planned; the error of a forecast can be a fifth.
const plannedPart = 0.8;

/** A plan for a check with a time limit. */
export interface TimePlan {
  /** The mode of each tensor, for `checkNetwork`. */
  modeOf(layer: string, tensor: string): Mode;
  /** The tensors to check along random directions, since every element would take too long. */
  readonly fast: readonly TensorCost[];
  /** Duration of the planned check, by the forecast. */
  readonly seconds: number;
}

/** Plans a check that ends within some seconds. As many tensors as fit are checked element by element, the cheapest first,
 *  and the others along random directions. Returns undefined if there is no time even for directions. */
export function planWithin(forecast: Forecast, seconds: number): TimePlan | undefined {
  const cheaper = ({ exhaustive, fast }: TensorCost) => Math.min(exhaustive, fast);
  let total = forecast.rules + forecast.tensors.reduce((sum, cost) => sum + cheaper(cost), 0);
  if (total > plannedPart * seconds) return undefined;
  const exhaustive = new Set<TensorCost>();
  for (const cost of forecast.tensors.toSorted((a, b) => a.exhaustive - b.exhaustive)) {
    const more = cost.exhaustive - cheaper(cost);
    if (total + more > plannedPart * seconds) continue;
    total += more;
    exhaustive.add(cost);
  }
  const fast = forecast.tensors.filter((cost) => !exhaustive.has(cost));
  return {
    modeOf: (layer, tensor) =>
      fast.some((cost) => cost.layer === layer && cost.tensor === tensor) ? "fast" : "exhaustive",
    fast,
    seconds: total,
  };
}

/** Seconds of a check in one mode, by a forecast. */
export function secondsIn(mode: Mode, { rules, tensors }: Forecast): number {
  return tensors.reduce((sum, cost) => sum + cost[mode], rules);
}
