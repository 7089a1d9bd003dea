import { defineInitializer } from "@retrograd/plugin";
import { z } from "zod";

/** The same number everywhere; draws nothing. */
export const constant = defineInitializer({
  type: "Constant",
  aliases: ["Zeros", "Fill", { name: "Ones", caveat: "the default of Constant is 0: write { Constant: 1 }" }],
  summary: "The same number everywhere.",
  options: z.strictObject({ value: z.number("must be a number").default(0).describe("The number.") }),
  mainOption: "value",
  create:
    ({ value }) =>
    (size) =>
      new Float64Array(size).fill(value),
});
