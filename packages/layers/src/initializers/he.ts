import { noOptions } from "@retrograd/layer-options";
import { defineInitializer } from "@retrograd/plugin";

/** Normal numbers with standard deviation `sqrt(2 / in)`, for Relu.
 *  Source: K. He et al., "Delving Deep into Rectifiers", 2015 */
export const he = defineInitializer({
  type: "He",
  aliases: [
    "Kaiming",
    "KaimingNormal",
    "HeNormal",
    ...["HeUniform", "KaimingUniform"].map((name) => ({
      name,
      caveat: "He draws normal numbers of the same standard deviation",
    })),
  ],
  summary: "Normal numbers with standard deviation sqrt(2 / inputs), for Relu.",
  options: noOptions,
  create: () => (size, fan, rng) => {
    const std = Math.sqrt(2 / fan.in);
    return Float64Array.from({ length: size }, () => std * rng.normal());
  },
});
