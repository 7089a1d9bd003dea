import { z } from "zod";

const positive = "must be a number > 0";

/** A learning rate. */
export const learningRate = z.number(positive).positive(positive).describe("Learning rate.");
