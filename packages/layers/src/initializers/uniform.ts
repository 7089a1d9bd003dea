import { nonNegative } from "@retrograd/layer-options";
import { defineInitializer } from "@retrograd/plugin";
import { z } from "zod";

/** Uniform numbers from -bound to bound. */
export const uniform = defineInitializer({
  type: "Uniform",
  aliases: [
    {
      name: "RandomUniform",
      caveat: "Uniform draws from -bound to bound; the default is 0.05, that of Keras",
    },
  ],
  optionAliases: { bound: ["maxval", "limit", "b"] },
  summary: "Uniform numbers from -bound to bound.",
  options: z.strictObject({
    bound: nonNegative
      .default(0.05)
      .describe("Largest magnitude; the standard deviation is bound / sqrt(3)."),
  }),
  mainOption: "bound",
  create:
    ({ bound }) =>
    (size, _fan, rng) =>
      Float64Array.from({ length: size }, () => bound * (2 * rng.uniform() - 1)),
});
