import type { GeneratorState } from "@retrograd/core";
import type { BatchOrderState } from "@retrograd/data";
import type { TrainingState } from "@retrograd/trainer";
import { z } from "zod";
import { toJsonText } from "../json-number.js";
import type { RunProgress } from "../run-progress.js";
import { readStored } from "../stored/read-stored.js";
import { storedCount, storedMetrics } from "../stored/stored-metrics.js";

const plain = z.record(z.string(), z.union([z.number(), z.string(), z.boolean()]));
const generator = z.strictObject({ words: z.array(z.int()), spareNormal: z.number().exactOptional() });
const stateSchema = z.strictObject({
  schema: z.literal(1),
  step: storedCount,
  toEvaluate: z.boolean(),
  schedule: plain,
  stop: z.strictObject({ seconds: z.number(), best: z.number().exactOptional(), waited: storedCount }),
  ended: z.enum(["steps", "target", "patience", "time"]).exactOptional(),
  generator: generator.exactOptional(),
  order: z.strictObject({ epoch: storedCount, drawnFrom: generator }).exactOptional(),
  rows: z.strictObject({ bytes: storedCount, sha256: z.string() }),
  metrics: storedMetrics,
});

/** The content of a checkpoint except for its tensors: the state of training, of the run's files and of the random numbers. */
export interface CheckpointState
  extends Omit<TrainingState, "optimizer" | "rowStates">,
    Omit<RunProgress, "experiment"> {
  /** The state of the shared generator, with `rng: numpy`. */
  readonly generator?: GeneratorState;
  /** The state of the order of samples, for its `restore`. */
  readonly order?: BatchOrderState;
}

/** Encodes the state as JSON text. */
export function encodeState(state: CheckpointState): string {
  return toJsonText({ schema: 1, ...state });
}

/** Decodes the state from JSON text.
 *  @throws RetrogradError E_RUN when it does not have the format of this version */
export function decodeState(text: string, source: string): CheckpointState {
  return readStored<CheckpointState>(stateSchema, text, `the state in ${source}`);
}
