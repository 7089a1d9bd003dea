import { RetrogradError, requireMembers } from "@retrograd/core";
import { hasRowState, requireNetwork, requireParams } from "@retrograd/network";
import { checkValue, issuesError, requireStreams } from "@retrograd/plugin";
import { z } from "zod";
import type { TrainOptions } from "./train-options.js";

const whole = "must be a positive whole number, or Infinity";
const positive = "must be a number > 0";
const natural = "must be a number >= 0";

// zod's numbers are finite; a program passes Infinity for never, or without limit
const count = z.custom<number>(
  (value) => value === Infinity || (Number.isInteger(value) && Number(value) > 0),
  whole,
);
const size = z.custom<number>((value) => typeof value === "number" && value > 0, positive);
const bound = z.custom<number>(
  (value) => typeof value === "number" && !Number.isNaN(value),
  "must be a number",
);

/** The bounds of options that a program passes. Those of an experiment file, which has other names and more options, are in
 *  @retrograd/experiment. */
const bounds = z.object({
  steps: count,
  evaluateEvery: count.optional(),
  logEvery: count.optional(),
  statisticsEvery: count.optional(),
  clip: z.strictObject({ norm: size.optional(), value: size.optional() }).optional(),
  stop: z
    .strictObject({
      metric: z.string().optional(),
      atLeast: bound.optional(),
      atMost: bound.optional(),
      patience: count.optional(),
      minDelta: z.number(natural).nonnegative(natural).optional(),
      seconds: size.optional(),
    })
    .refine(
      ({ metric, atLeast, atMost, patience }) =>
        metric !== undefined || (atLeast ?? atMost ?? patience) === undefined,
      'must name the "metric" that "atLeast", "atMost" or "patience" waits for, such as metric: "test.accuracy"',
    )
    .optional(),
});

/** Checks the options of `train`.
 *  @throws RetrogradError E_OPTION listing every wrong number, E_ARGUMENT for a missing option */
export function checkTrainOptions(options: TrainOptions): void {
  requireMembers("train", "options", options, {
    expected: "{ network, params, data, optimizer, order, steps, streams }",
    members: { data: "object", optimizer: "object", order: "object" },
  });
  requireNetwork("train", options.network);
  requireParams("train", options.params);
  requireStreams("train", options.streams);
  requireStreamsForRows(options);
  const { issues } = checkValue(bounds, options, ["train"]);
  if (issues.length > 0) throw issuesError(issues, "E_OPTION");
}

/** @throws RetrogradError E_OPTION when a layer keeps state of rows that do not continue */
function requireStreamsForRows({ network, order }: TrainOptions): void {
  if (order.streams !== undefined) return;
  const id = network.layers.find(({ layer }) => hasRowState(layer))?.id;
  if (id === undefined) return;
  throw new RetrogradError(
    "E_OPTION",
    `${id} keeps a state for each row of the batch, but the rows of this order do not continue from batch to batch: use sampling: "streams"`,
  );
}
