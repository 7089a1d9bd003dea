import type { Entry } from "@retrograd/plugin";
import { z } from "zod";

const wholeNumber = "must be a positive whole number";

/** A count: of samples, steps or epochs. */
export const count = z.int(wholeNumber).positive(wholeNumber);

/** A name, alone or with options. The registry checks it, not this schema. */
export const entry = z.custom<Entry>(
  (value) => value !== undefined,
  "must be a name, or one name with its options",
);

/** A list of one or more different words. */
export function distinct<T extends string>(words: readonly [T, ...T[]]) {
  return z
    .array(z.enum(words))
    .min(1, `must list at least one of ${words.join(", ")}`)
    .refine((list) => new Set(list).size === list.length, "must list each word once");
}

/** A mapping with these keys and no others. Its type names the shape as it is written, so that declaration files keep the
 *  comments of the keys, which editors show. */
export function mapping<T extends z.core.$ZodLooseShape>(shape: T): z.ZodObject<T, z.core.$strict> {
  return z.strictObject(shape) as unknown as z.ZodObject<T, z.core.$strict>;
}
