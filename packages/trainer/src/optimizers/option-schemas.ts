import { z } from "zod";

const positive = "must be a number > 0";
const fraction = "must be a number from 0 to 1, 1 excluded";
const natural = "must be a number >= 0";

/** A learning rate. */
export const learningRate = z.number(positive).positive(positive).describe("Learning rate.");

/** Names of the option `lr` in other frameworks. */
export const lrAliases = { lr: ["learning_rate", "eta", "step_size", "rate"] };

/** The decay rate of a running mean: the fraction that remains at each step. */
export const share = z.number(fraction).min(0, fraction).lt(1, fraction);

/** A number that is added to a root before division. */
export const epsilon = z.number(positive).positive(positive).describe("Keeps the division from zero.");

/** The source of an update's form. The forms differ by more than rounding. */
export const formula = z
  .enum(["torch", "book"])
  .default("torch")
  .describe('The form of PyTorch, or of "Deep Learning from Scratch".');

/** Options for weight decay. */
export const decayOptions = {
  weightDecay: z
    .number(natural)
    .nonnegative(natural)
    .default(0)
    .describe("Adds so much of w to its gradient."),
  decayBiases: z
    .boolean("must be true or false")
    .default(true)
    .describe("Whether parameters of one axis decay too."),
};
