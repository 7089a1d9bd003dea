import { z } from "zod";

const positive = "must be a number > 0";
const fraction = "must be a number from 0 to 1, 1 excluded";
const natural = "must be a number >= 0";

/** A learning rate. */
export const learningRate = z.number(positive).positive(positive).describe("Learning rate.");

/** How much of what is remembered stays from step to step. */
export const share = z.number(fraction).min(0, fraction).lt(1, fraction);

/** What is added to a root before it divides. */
export const epsilon = z.number(positive).positive(positive).describe("Keeps the division from zero.");

/** Whose form of an update: they differ in more than rounding. */
export const formula = z
  .enum(["torch", "book"])
  .default("torch")
  .describe('The form of PyTorch, or of "Deep Learning from Scratch".');

/** Options by which an optimizer decays parameters. */
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
