import { join } from "node:path";
import { RetrogradError } from "@retrograd/core";
import type { PreparedData } from "@retrograd/data";
import { runFiles } from "@retrograd/trainer/node";
import type { OpenedRun } from "./open-run.js";

/** Checks that data are those that a run was trained on: the same files, scaled in the same way.
 *  @throws RetrogradError E_RUN naming the file that differs */
export function checkSameData({ run, record }: Pick<OpenedRun, "run" | "record">, data: PreparedData): void {
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
        `the data file ${name} has changed since the training of ${run}: sha256 must be ${sha256.slice(0, 12)}..., got ${found.sha256.slice(0, 12)}...`,
      );
    }
  }
  if (JSON.stringify(data.scaling) !== JSON.stringify(record.data.scaling)) {
    throw new RetrogradError(
      "E_RUN",
      `the inputs would be scaled otherwise than in the training of ${run}: ${recordFile} and ${join(run, runFiles.resolved)} do not belong together`,
    );
  }
}
