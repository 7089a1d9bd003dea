import { defineSchedule } from "@retrograd/plugin";
import { z } from "zod";

/** The optimizer's learning rate throughout. */
export const constant = defineSchedule({
  type: "Constant",
  summary: "The optimizer's learning rate throughout.",
  options: z.strictObject({}),
  create: () => ({ initialState: {}, rate: (_step, lr) => lr }),
});
