import { type GeneratorState, RetrogradError } from "@retrograd/core";
import type { BatchOrderState } from "@retrograd/data";
import { z } from "zod";
import { fromJsonNumber, toJsonText } from "./json-number.js";
import type { RunProgress } from "./run-progress.js";
import type { TrainingState } from "./training-state.js";

const count = z.int().nonnegative();
const plain = z.record(z.string(), z.union([z.number(), z.string(), z.boolean()]));
const generator = z.strictObject({ words: z.array(z.int()), spareNormal: z.number().exactOptional() });
// as toJsonNumber writes it
const number = z.union([z.number(), z.enum(["NaN", "Infinity", "-Infinity"]).transform(fromJsonNumber)]);
const numbers = z.object({ loss: number }).catchall(number);
const table = z.strictObject({
  perClass: z.array(number).exactOptional(),
  matrix: z.array(z.array(number)).exactOptional(),
});
const measure = z.strictObject({
  name: z.string(),
  better: z.enum(["higher", "lower"]),
  unit: z.literal("fraction").exactOptional(),
});
const bySplit = <T extends z.core.SomeType>(of: T) =>
  z.strictObject({ train: z.exactOptional(of), validation: z.exactOptional(of), test: z.exactOptional(of) });

const stateSchema = z.strictObject({
  schema: z.literal(1),
  step: count,
  toEvaluate: z.boolean(),
  schedule: plain,
  stop: z.strictObject({ seconds: z.number(), best: z.number().exactOptional(), waited: count }),
  ended: z.enum(["steps", "target", "patience", "time"]).exactOptional(),
  generator: generator.exactOptional(),
  order: z.strictObject({ epoch: count, drawnFrom: generator }).exactOptional(),
  rows: z.strictObject({ bytes: count, sha256: z.string() }),
  metrics: z.strictObject({
    final: bySplit(numbers),
    best: z.record(z.string(), z.strictObject({ value: z.number(), step: count })),
    measures: z.array(measure),
    tables: bySplit(z.record(z.string(), table)).exactOptional(),
  }),
});

/** What a checkpoint says beside its tensors: where training stood, what the run had written, and where the random numbers
 *  were. */
export interface CheckpointState extends Omit<TrainingState, "optimizer">, Omit<RunProgress, "experiment"> {
  /** With `rng: numpy`, the one generator. */
  readonly generator?: GeneratorState;
  /** What `restore` of the order of samples needs. */
  readonly order?: BatchOrderState;
}

/** The state as a text. */
export function encodeState(state: CheckpointState): string {
  return toJsonText({ schema: 1, ...state });
}

/** The state in a text.
 *  @throws RetrogradError E_RUN when it is not what this version writes */
export function decodeState(text: string, source: string): CheckpointState {
  const { data, error } = stateSchema.safeParse(parsed(text));
  if (data !== undefined) return data;
  throw new RetrogradError(
    "E_RUN",
    `${source} holds no state as this version of Retrograd writes it (schema 1)`,
    { cause: error },
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
