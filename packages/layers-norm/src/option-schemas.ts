import { z } from "zod";

const positive = "must be a number > 0";

/** A small number that is added to a variance, so that its root is never 0. */
export const epsilon = z.number(positive).positive(positive);
