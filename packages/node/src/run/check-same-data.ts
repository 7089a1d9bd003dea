import { join } from "node:path";
import { RetrogradError } from "@retrograd/core";
import type { ScalingRecord } from "@retrograd/data";
import type { Dataset } from "@retrograd/plugin";
import type { RunRecord } from "@retrograd/runs";
import { runFiles } from "@retrograd/runs/node";

/** A run that was trained on data that are loaded again. */
export interface TrainedRun {
  /** As the user wrote it. */
  readonly run: string;
  readonly record: RunRecord;
}

/** Checks that a run was trained on these data: the same files, classes and inputs.
 *  @throws RetrogradError E_RUN naming the difference; for a file with both hashes */
export function checkSameData({ run, record }: TrainedRun, data: Dataset): void {
  const recordFile = join(run, runFiles.record);
  for (const { name, sha256 } of record.data.files) {
    const current = data.files.find((file) => file.name === name);
    if (current === undefined) {
      const got = data.files.map((file) => file.name).join(", ");
      throw new RetrogradError(
        "E_RUN",
        `${recordFile} names the data file ${name}, but these data are ${got}`,
      );
    }
    if (current.sha256 !== sha256) {
      throw new RetrogradError(
        "E_RUN",
        `the data file ${name} has changed since the training of ${run}:\n  sha256 then ${sha256}\n  sha256 now  ${current.sha256}`,
        { data: { file: name, expected: sha256, got: current.sha256 } },
      );
    }
  }
  for (const [what, then, now] of [
    ["targets", record.data.targetNames, data.targetNames],
    ["inputs", record.data.inputNames ?? [], data.inputNames ?? []],
  ] as const) {
    if (then.join("\n") === now.join("\n")) continue;
    throw new RetrogradError(
      "E_RUN",
      `the ${what} of ${data.name} are no longer those of the training of ${run}: ${then.join(", ")} then, ${now.join(", ")} now`,
    );
  }
}

/** The scaling that a run fitted to its training samples, for its data and for new ones.
 *  @throws RetrogradError E_RUN when its record has another kind of scaling than its settings */
export function scalingOf({ run, record }: TrainedRun, scale: ScalingRecord["kind"]): ScalingRecord {
  const { kind, offset, divisor } = record.data.scaling;
  if (kind === scale) return { kind: scale, offset, divisor };
  throw new RetrogradError(
    "E_RUN",
    `${join(run, runFiles.record)} has inputs scaled by ${kind}, ${join(run, runFiles.resolved)} has ${scale}: they are not of the same run`,
  );
}
