import { defineSchedule } from "@retrograd/plugin";
import { z } from "zod";

/** Keeps the learning rate of the optimizer. */
export const constant = defineSchedule({
  type: "Constant",
  summary: "Keeps the learning rate of the optimizer.",
  options: z.strictObject({}),
  create: () => ({ initialState: {}, rate: (_step, lr) => lr }),
});
