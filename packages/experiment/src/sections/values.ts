import type { Entry } from "@retrograd/plugin";
import { z } from "zod";

const wholeNumber = "must be a positive whole number";

/** A count: of samples, steps or epochs. */
export const count = z.int(wholeNumber).positive(wholeNumber);

/** A thing by its name, alone or with its options. What it says is checked against the registry, not here. */
export const entry = z.custom<Entry>(
  (value) => value !== undefined,
  "must be a name, or one name with its options",
);

/** Words of which at least one is listed, and none twice. */
export function distinct<T extends string>(words: readonly [T, ...T[]]) {
  return z
    .array(z.enum(words))
    .min(1, `must list at least one of ${words.join(", ")}`)
    .refine((list) => new Set(list).size === list.length, "must list each word once");
}
