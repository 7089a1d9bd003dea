import { z } from "zod";

/** No options at all: for data sets that are what they are. */
export const noOptions = z.strictObject({});
