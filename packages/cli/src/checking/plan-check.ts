import { RetrogradError, sizeOf, visibleText } from "@retrograd/core";
import {
  type CheckNetworkOptions,
  type Forecast,
  forecastCheck,
  type Mode,
  maxSeconds,
  planWithin,
  secondsIn,
} from "@retrograd/gradcheck";
import type { Network } from "@retrograd/network";
import { formatCount, formatDuration } from "@retrograd/node/format";
import type { Environment } from "../environment.js";
import type { Terminal } from "../terminal/terminal.js";

// A check of fewer elements is over before anyone wonders.
const worthTelling = 20_000;

// Seconds from which a check is announced.
const long = 5;

// Tensors that are named where they do not fit; the report has them all.
const mostNames = 5;

// What of a time budget may go into finding out what fits.
const forTrying = 0.2;

/** A check that is about to begin. */
export interface PlannedCheck {
  /** As it was named. */
  readonly file: string;
  readonly network: Network;
  readonly mode: Mode;
  readonly options: Omit<CheckNetworkOptions, "mode" | "training"> & { readonly batch: number };
  /** Seconds that the check may take. */
  readonly budget?: number | undefined;
  /** The budget in words, where it is the share of this file: "2 s" where there is none. */
  readonly shown?: string | undefined;
}

/** How each tensor is checked. Without a budget as asked, with a word on what a long check will take; with one, what does
 *  not fit is checked along random directions, and said.
 *  @throws RetrogradError E_USAGE when not even that fits */
export function planCheck(
  check: PlannedCheck,
  terminal: Terminal,
  environment: Environment,
): NonNullable<CheckNetworkOptions["mode"]> {
  const { file, mode, budget } = check;
  if (budget !== undefined) return planInTime({ ...check, budget }, terminal, environment);
  const elements = elementsOf(check);
  if (mode === "fast" || elements < worthTelling) return mode;
  const forecast = forecastOf(check, { trying: long, roughly: true }, environment);
  const seconds = secondsIn(mode, forecast);
  if (seconds < long) return mode;
  const duration = Number.isFinite(seconds) ? `about ${formatDuration(seconds)}` : "very long";
  const fast = formatDuration(secondsIn("fast", forecast));
  terminal.note(
    `${visibleText(file)}: ${formatCount(elements)} elements one by one take ${duration}; along random directions about ${fast} (--mode fast), or what fits (--time-budget SECONDS)`,
  );
  return mode;
}

const allowMore = "Allow more, or check less: --layer ID, --batch 1";

function planInTime(
  check: PlannedCheck & { readonly budget: number },
  terminal: Terminal,
  environment: Environment,
): NonNullable<CheckNetworkOptions["mode"]> {
  const { file, mode, budget, shown = `${budget} s` } = check;
  const begun = environment.clock();
  if (budget <= 0) {
    throw new RetrogradError("E_USAGE", `${visibleText(file)}: no time is left: ${shown}. ${allowMore}`);
  }
  // a forecast takes longer than the check of a small network
  if (maxSeconds(check.network, check.options, () => environment.clock()) <= budget) return mode;
  const trying = mode === "fast" ? 0 : forTrying * budget;
  const forecast = forecastOf(check, { trying, within: budget }, environment);
  const left = budget - (environment.clock() - begun) / 1000;
  const plan = planWithin(forecast, left);
  if (plan === undefined) {
    const least = secondsIn("fast", forecast);
    const needed = Number.isFinite(least) ? `about ${formatDuration(least)}` : "longer";
    throw new RetrogradError(
      "E_USAGE",
      `${visibleText(file)}: a time budget of ${shown} is too short: even along random directions the check takes ${needed}, and a part of the time is kept in reserve. ${allowMore}`,
    );
  }
  if (mode === "fast" || plan.fast.length === 0) return mode;
  const names = plan.fast.map(({ layer, tensor }) => `${layer}.${tensor}`);
  const more = names.length > mostNames ? ` and ${names.length - mostNames} more` : "";
  terminal.warn(
    `${visibleText(file)}: not every element fits into ${shown}; along random directions alone: ${names.slice(0, mostNames).join(", ")}${more}`,
  );
  return plan.modeOf;
}

function forecastOf(
  { network, options }: PlannedCheck,
  how: { readonly trying: number; readonly within?: number; readonly roughly?: boolean },
  environment: Environment,
): Forecast {
  return forecastCheck(network, { ...options, ...how }, () => environment.clock());
}

/** Of all inputs and parameters that are checked. */
function elementsOf({ network, options: { batch, layer: only } }: PlannedCheck): number {
  let elements = 0;
  let input = network.input;
  for (const { id, layer } of network.layers) {
    const own = [sizeOf([batch, ...input]), ...Object.values(layer.paramShapes).map(sizeOf)];
    if (only === undefined || only === id) elements += own.reduce((sum, size) => sum + size, 0);
    input = layer.outShape;
  }
  return elements;
}
