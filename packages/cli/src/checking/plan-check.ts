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
import { type Network, shapeAt, sourcesOf } from "@retrograd/network";
import { formatCount, formatDuration } from "@retrograd/node/format";
import type { Environment } from "../environment.js";
import type { Terminal } from "../terminal/terminal.js";

// A check of fewer elements takes no time that is worth a message.
const minElements = 20_000;

// Seconds from which a check is announced.
const longCheck = 5;

// Maximum number of tensors that a warning names; the report has them all.
const maxNames = 5;

// Fraction of a time budget that the forecast may use.
const forecastFraction = 0.2;

/** A check that is about to start. */
export interface PlannedCheck {
  /** The path as given on the command line. */
  readonly file: string;
  readonly network: Network;
  readonly mode: Mode;
  readonly options: Omit<CheckNetworkOptions, "mode" | "training"> & { readonly batch: number };
  /** Maximum seconds for the check. */
  readonly budget?: number | undefined;
  /** The budget as text, if it is the share of one of several files. Default: "2 s" for a budget of 2. */
  readonly budgetText?: string | undefined;
}

/** Decides how each tensor is checked. Without a budget, in the mode of the options, with a note on the duration of a long
 *  check. With a budget, tensors that do not fit are checked along random directions, with a warning that names them.
 *  @throws RetrogradError E_USAGE when not even random directions fit */
export function planCheck(
  check: PlannedCheck,
  terminal: Terminal,
  environment: Environment,
): NonNullable<CheckNetworkOptions["mode"]> {
  const { file, mode, budget } = check;
  if (budget !== undefined) return planInTime({ ...check, budget }, terminal, environment);
  const elements = elementsOf(check);
  if (mode === "fast" || elements < minElements) return mode;
  const forecast = forecastOf(check, { trying: longCheck, roughly: true }, environment);
  const seconds = secondsIn(mode, forecast);
  if (seconds < longCheck) return mode;
  const duration = Number.isFinite(seconds) ? `about ${formatDuration(seconds)}` : "very long";
  const fast = formatDuration(secondsIn("fast", forecast));
  terminal.note(
    `${visibleText(file)}: checking ${formatCount(elements)} elements one by one takes ${duration}, along random directions about ${fast} (--mode fast); --time-budget SECONDS limits the time`,
  );
  return mode;
}

const allowMore = "Allow more time, or check less: --layer ID, --batch 1";

function planInTime(
  check: PlannedCheck & { readonly budget: number },
  terminal: Terminal,
  environment: Environment,
): NonNullable<CheckNetworkOptions["mode"]> {
  const { file, mode, budget, budgetText = `${budget} s` } = check;
  const start = environment.clock();
  if (budget <= 0) {
    throw new RetrogradError("E_USAGE", `${visibleText(file)}: no time is left: ${budgetText}. ${allowMore}`);
  }
  // a forecast takes longer than the check of a small network
  if (maxSeconds(check.network, check.options, () => environment.clock()) <= budget) return mode;
  const trying = mode === "fast" ? 0 : forecastFraction * budget;
  const forecast = forecastOf(check, { trying, within: budget }, environment);
  const left = budget - (environment.clock() - start) / 1000;
  const plan = planWithin(forecast, left);
  if (plan === undefined) {
    const minimum = secondsIn("fast", forecast);
    const needed = Number.isFinite(minimum) ? `about ${formatDuration(minimum)}` : "longer";
    throw new RetrogradError(
      "E_USAGE",
      `${visibleText(file)}: a time budget of ${budgetText} is too short: even along random directions the check takes ${needed}, and part of the time is a reserve. ${allowMore}`,
    );
  }
  if (mode === "fast" || plan.fast.length === 0) return mode;
  const names = plan.fast.map(({ layer, tensor }) => `${layer}.${tensor}`);
  const more = names.length > maxNames ? ` and ${names.length - maxNames} more` : "";
  terminal.warn(
    `${visibleText(file)}: not every element fits into ${budgetText}; checked only along random directions: ${names.slice(0, maxNames).join(", ")}${more}`,
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

/** The number of elements of all inputs and parameters to check. */
function elementsOf({ network, options: { batch, layer: only } }: PlannedCheck): number {
  let elements = 0;
  for (const [position, { id, layer }] of network.layers.entries()) {
    const inputs = sourcesOf(network, position).map((source) => sizeOf([batch, ...shapeAt(network, source)]));
    const sizes = [...inputs, ...Object.values(layer.paramShapes).map(sizeOf)];
    if (only === undefined || only === id) elements += sizes.reduce((sum, size) => sum + size, 0);
  }
  return elements;
}
