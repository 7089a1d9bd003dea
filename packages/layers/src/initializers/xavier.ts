import { noOptions } from "@retrograd/layer-options";
import { defineInitializer } from "@retrograd/plugin";

/** Normal numbers with standard deviation `sqrt(1 / in)`, for Sigmoid and tanh.
 *  Source: X. Glorot, Y. Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010,
 *  in the form of "Deep Learning from Scratch", chapter 6.2 */
export const xavier = defineInitializer({
  type: "Xavier",
  aliases: [
    "LeCun",
    "LeCunNormal",
    { name: "LeCunUniform", caveat: "Xavier draws normal numbers of the same standard deviation" },
    ...["Glorot", "GlorotNormal", "XavierNormal"].map((name) => ({
      name,
      caveat: "Xavier has a standard deviation of sqrt(1 / inputs), not sqrt(2 / (inputs + outputs))",
    })),
    ...["GlorotUniform", "XavierUniform"].map((name) => ({
      name,
      caveat:
        "Xavier draws normal numbers of standard deviation sqrt(1 / inputs), not uniform ones of sqrt(2 / (inputs + outputs))",
    })),
  ],
  summary: "Normal numbers with standard deviation sqrt(1 / inputs), for Sigmoid.",
  options: noOptions,
  create: () => (size, fan, rng) => {
    const std = Math.sqrt(1 / fan.in);
    return Float64Array.from({ length: size }, () => std * rng.normal());
  },
});
