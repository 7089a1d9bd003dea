import { nonNegative } from "@retrograd/layer-options";
import { defineInitializer } from "@retrograd/plugin";
import { z } from "zod";

/** Normal numbers with mean 0 and standard deviation `std`. */
export const normal = defineInitializer({
  type: "Normal",
  aliases: ["Gaussian", { name: "RandomNormal", caveat: "the default standard deviation of Normal is 0.01" }],
  summary: "Normal numbers with mean 0 and standard deviation std.",
  options: z.strictObject({ std: nonNegative.default(0.01).describe("Standard deviation.") }),
  mainOption: "std",
  create:
    ({ std }) =>
    (size, _fan, rng) =>
      Float64Array.from({ length: size }, () => std * rng.normal()),
});
