import { z } from "zod";

/** The schema of a data set without options. */
export const noOptions = z.strictObject({});
