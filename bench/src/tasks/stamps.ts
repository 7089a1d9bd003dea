import { definePlugin, defineSchedule } from "@retrograd/plugin";
import { z } from "zod";

/** When each step of a training with `schedule: Stamps` began, in milliseconds. */
export const stamps: number[] = [];

/** A schedule that changes nothing, and is asked once a step. */
const schedule = defineSchedule({
  type: "Stamps",
  summary: "Notes when each step begins.",
  options: z.strictObject({}),
  create: () => ({
    initialState: {},
    rate(_step, lr) {
      stamps.push(performance.now());
      return lr;
    },
  }),
});

export default definePlugin({ name: "bench-stamps", version: "1.0.0", schedules: [schedule] });
