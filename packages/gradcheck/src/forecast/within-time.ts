import type { Mode } from "../derivative/mode.js";
import type { Forecast, TensorCost } from "./forecast.js";

// What of the time is planned for: a forecast may be off by a fifth.
const planned = 0.8;

/** How a check keeps to a time. */
export interface TimePlan {
  /** For `checkNetwork`: how each tensor is checked. */
  modeOf(layer: string, tensor: string): Mode;
  /** What is checked along random directions, since every element of it would take too long. */
  readonly fast: readonly TensorCost[];
  /** What the check takes then, by the forecast. */
  readonly seconds: number;
}

/** A plan by which a check ends in so many seconds: as many tensors as fit are checked by every element, those that take
 *  least first; the others along random directions. Nothing where not even that fits. */
export function planWithin(forecast: Forecast, seconds: number): TimePlan | undefined {
  const least = ({ exhaustive, fast }: TensorCost) => Math.min(exhaustive, fast);
  let total = forecast.rules + forecast.tensors.reduce((sum, cost) => sum + least(cost), 0);
  if (total > planned * seconds) return undefined;
  const whole = new Set<TensorCost>();
  for (const cost of forecast.tensors.toSorted((a, b) => a.exhaustive - b.exhaustive)) {
    const more = cost.exhaustive - least(cost);
    if (total + more > planned * seconds) continue;
    total += more;
    whole.add(cost);
  }
  const fast = forecast.tensors.filter((cost) => !whole.has(cost));
  return {
    modeOf: (layer, tensor) =>
      fast.some((cost) => cost.layer === layer && cost.tensor === tensor) ? "fast" : "exhaustive",
    fast,
    seconds: total,
  };
}

/** Seconds that a check in one mode takes, by a forecast. */
export function secondsIn(mode: Mode, { rules, tensors }: Forecast): number {
  return tensors.reduce((sum, cost) => sum + cost[mode], rules);
}
