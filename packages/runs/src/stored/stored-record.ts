import { z } from "zod";
import type { RunRecord } from "../run-record.js";
import { readStored } from "./read-stored.js";
import { storedCount, storedMetrics, storedNumber } from "./stored-metrics.js";

const data = z.object({
  name: z.string(),
  samples: z.object({ train: storedCount, validation: storedCount.exactOptional(), test: storedCount }),
  targetNames: z.array(z.string()),
  inputNames: z.array(z.string()).exactOptional(),
  scaling: z.object({ kind: z.string(), offset: z.array(z.number()), divisor: z.array(z.number()) }),
  files: z.array(z.object({ name: z.string(), sha256: z.string() })),
});

const resumption = z.object({
  step: storedCount,
  at: z.string(),
  plugins: z
    .array(z.object({ name: z.string(), version: z.string(), sha256: z.string().exactOptional() }))
    .exactOptional(),
});

const recordSchema = z.object({
  schema: z.literal(1),
  name: z.string(),
  status: z.enum(["running", "completed", "failed", "interrupted"]),
  seed: storedCount,
  dtype: z.string(),
  rng: z.string(),
  engine: z.object({ name: z.string(), description: z.string() }),
  versions: z.record(z.string(), z.string()),
  platform: z.string(),
  git: z.object({ commit: z.string(), changed: z.boolean() }).exactOptional(),
  data,
  startedAt: z.string(),
  finishedAt: z.string().exactOptional(),
  steps: storedCount,
  resumed: z.array(resumption).exactOptional(),
  reason: z.string().exactOptional(),
  timing: z
    .object({ trainSeconds: storedNumber, evaluateSeconds: storedNumber, stepsPerSecond: storedNumber })
    .exactOptional(),
  // old records have no measures
  metrics: storedMetrics.extend({ measures: storedMetrics.shape.measures.default([]) }),
  model: z.object({ sha256: z.string() }).exactOptional(),
});

/** Reads the record from the text of a run.json and checks it.
 *  @throws RetrogradError E_RUN with the file, the path of the wrong value, what was expected and the value */
export function readRunRecord(text: string, source: string): RunRecord {
  return readStored<RunRecord>(recordSchema, text, source);
}
