import { z } from "zod";
import { count, mapping } from "./values.js";
import { gradcheckModes } from "./words.js";

const seconds = "must be a number of seconds > 0";
const step = "must be a number > 0 and at most 0.001";

/** The section `gradcheck`. */
export const gradcheckSection = mapping({
  /** Samples in the checked batch. */
  batch: count.default(3),
  /** Whether to check every element of every gradient, or a few random directions. */
  mode: z.enum(gradcheckModes).default("exhaustive"),
  /** Time limit of the check. Gradients that do not fit are checked along random directions. */
  seconds: z.number(seconds).positive(seconds).exactOptional(),
  /** Step of the differences. Default: from 1e-4 down to 1e-8, as needed. */
  step: z.number(step).positive(step).max(1e-3, step).exactOptional(),
});
