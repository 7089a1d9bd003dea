import { z } from "zod";
import { count } from "./values.js";
import { gradcheckModes } from "./words.js";

/** The section `gradcheck`. */
export const gradcheckSection = z.strictObject({
  batch: count.default(3).describe("Samples in the checked batch."),
  mode: z
    .enum(gradcheckModes)
    .default("exhaustive")
    .describe("Every element of every gradient, or a few random directions of each."),
});
