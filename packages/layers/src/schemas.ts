import type { Entry } from "@retrograd/plugin";
import { z } from "zod";

/** No options at all. */
export const noOptions = z.strictObject({});

const wholeNumber = "must be a positive whole number";

/** A count such as a number of units. */
export const positiveInteger = z.int(wholeNumber).positive(wholeNumber);

const notNegative = "must be a number >= 0";

/** A standard deviation or another number that may be 0. */
export const nonNegative = z.number(notNegative).nonnegative(notNegative);

/** The name of something registered, alone or with its options; what it names is checked against the registry. */
export const entry = z.custom<Entry>(
  (value) =>
    typeof value === "string" || (typeof value === "object" && value !== null && !Array.isArray(value)),
  "must be a name, or a name with its options",
);
