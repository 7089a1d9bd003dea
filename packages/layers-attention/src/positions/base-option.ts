import { z } from "zod";

const positive = "must be a number > 1";

/** The base of the wave lengths of positions: the longest is 2 pi times it. */
export const baseOption = z
  .number(positive)
  .gt(1, positive)
  .default(10000)
  .describe("Base of the wave lengths, which grow from 2 pi to 2 pi times it.");
