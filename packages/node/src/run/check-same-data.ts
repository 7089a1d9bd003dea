import { join } from "node:path";
import { RetrogradError } from "@retrograd/core";
import type { ScalingRecord } from "@retrograd/data";
import type { Dataset } from "@retrograd/plugin";
import type { RunRecord } from "@retrograd/runs";
import { runFiles } from "@retrograd/runs/node";

/** A run whose data are loaded again. */
export interface TrainedRun {
  /** As it was named. */
  readonly run: string;
  readonly record: RunRecord;
}

/** Checks that data are those that a run was trained on: the same files, classes and inputs.
 *  @throws RetrogradError E_RUN naming what differs: of a file both hashes */
export function checkSameData({ run, record }: TrainedRun, data: Dataset): void {
  const recordFile = join(run, runFiles.record);
  for (const { name, sha256 } of record.data.files) {
    const found = data.files.find((file) => file.name === name);
    if (found === undefined) {
      const got = data.files.map((file) => file.name).join(", ");
      throw new RetrogradError(
        "E_RUN",
        `${recordFile} names the data file ${name}, but these data are ${got}`,
      );
    }
    if (found.sha256 !== sha256) {
      throw new RetrogradError(
        "E_RUN",
        `the data file ${name} has changed since the training of ${run}:\n  sha256 then ${sha256}\n  sha256 now  ${found.sha256}`,
        { data: { file: name, expected: sha256, got: found.sha256 } },
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
 *  @throws RetrogradError E_RUN when its record is not of the kind that its settings say */
export function scalingOf({ run, record }: TrainedRun, scale: ScalingRecord["kind"]): ScalingRecord {
  const { kind, offset, divisor } = record.data.scaling;
  if (kind === scale) return { kind: scale, offset, divisor };
  throw new RetrogradError(
    "E_RUN",
    `${join(run, runFiles.record)} has inputs scaled by ${kind}, ${join(run, runFiles.resolved)} says ${scale}: they do not belong together`,
  );
}
