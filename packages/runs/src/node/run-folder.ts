import { join, resolve } from "node:path";
import { RetrogradError } from "@retrograd/core";
import { toJsonText } from "../json-number.js";
import type { MetricRow } from "../metric-rows.js";
import type { RunProgress } from "../run-progress.js";
import type { RunRecord } from "../run-record.js";
import { attempt, fileError, isRefusal } from "./files/file-error.js";
import type { FileLayer } from "./files/file-layer.js";
import { nodeFiles } from "./files/node-files.js";
import { isUnfinished, runFiles } from "./run-files.js";
import { sha256 } from "./sha256.js";
import { type WrittenRows, writtenRows } from "./written-rows.js";

/** A run's folder, open for writing by this process alone. Every file but metrics.jsonl is replaced whole, never half-written. */
export interface RunFolder {
  /** Absolute path. */
  readonly path: string;
  /** @throws RetrogradError E_FILE with the system's reason, as the other writers do */
  appendRows(rows: readonly MetricRow[]): void;
  /** Length and sha256 of metrics.jsonl so far. */
  rows(): RunProgress["rows"];
  writeRecord(record: RunRecord): void;
  /** Returns the sha256 of what was written, for the run's record. */
  writeModel(bytes: Uint8Array): string;
  /** Lets other processes write. */
  close(): void;
}

/** A folder whose metrics.jsonl ends where `written` does. */
export function openRunFolder({
  path,
  written,
  unlock,
  files,
}: {
  readonly path: string;
  readonly written: WrittenRows;
  readonly unlock: () => void;
  readonly files: FileLayer;
}): RunFolder {
  const metrics = join(path, runFiles.metrics);
  return {
    path,
    appendRows(rows) {
      const lines = Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
      writing(metrics, () => files.appendNow(metrics, lines));
      written.add(lines);
    },
    rows: written.soFar,
    writeRecord: (record) => writeWhole(join(path, runFiles.record), record, files),
    writeModel(bytes) {
      const model = join(path, runFiles.model);
      writing(model, () => files.replaceNow(model, bytes));
      return sha256(bytes);
    },
    close: unlock,
  };
}

/** Opens the folder of a run to resume after `rows`: truncates later rows, and removes unfinished files of a crash and the
 *  model of an earlier end.
 *  @throws RetrogradError E_RUN when metrics.jsonl does not start with `rows`, E_FILE when it cannot be written */
export async function reopenRunFolder(
  directory: string,
  rows: RunProgress["rows"],
  unlock: () => void,
  files: FileLayer = nodeFiles,
): Promise<RunFolder> {
  const path = resolve(directory);
  const metrics = join(path, runFiles.metrics);
  const written = await beginning(metrics, rows, files);
  if (written === undefined) {
    throw new RetrogradError("E_RUN", `${metrics} is not as it was at the checkpoint`);
  }
  await attempt("written", metrics, async () => {
    const names = await files.list(path);
    // no rows where a crash came before the file did
    if (names.includes(runFiles.metrics)) {
      // of a folder that was handed over: a link would have another file cut
      await files.size(metrics);
      await files.truncate(metrics, rows.bytes);
    }
    const old = names.filter((name) => name === runFiles.model || isUnfinished(name));
    for (const name of old) await files.removeFile(join(path, name));
  });
  return openRunFolder({ path, written, unlock, files });
}

/** Whether metrics.jsonl of a run begins with the rows of a checkpoint.
 *  @throws RetrogradError E_FILE when it cannot be read */
export async function hasRows(
  directory: string,
  rows: RunProgress["rows"],
  files: FileLayer = nodeFiles,
): Promise<boolean> {
  return (await beginning(join(resolve(directory), runFiles.metrics), rows, files)) !== undefined;
}

/** The first rows of a file, if it begins with those. */
async function beginning(
  metrics: string,
  rows: RunProgress["rows"],
  files: FileLayer,
): Promise<WrittenRows | undefined> {
  const { bytes, sha256 } = rows;
  const content =
    bytes === 0 ? new Uint8Array(0) : await attempt("read", metrics, () => readIfThere(metrics, files));
  const written = writtenRows(content.subarray(0, bytes));
  return content.length >= bytes && written.soFar().sha256 === sha256 ? written : undefined;
}

async function readIfThere(path: string, files: FileLayer): Promise<Uint8Array> {
  try {
    return await files.read(path);
  } catch (error) {
    if (isRefusal(error, "ENOENT")) return new Uint8Array(0);
    throw error;
  }
}

/** Puts a text, or a value as JSON, in the place of a file.
 *  @throws RetrogradError E_FILE with the system's reason; the file is as it was */
export function writeWhole(path: string, content: unknown, files: FileLayer): void {
  const text = typeof content === "string" ? content : `${toJsonText(content, 2)}\n`;
  writing(path, () => files.replaceNow(path, Buffer.from(text)));
}

function writing(path: string, run: () => void): void {
  try {
    run();
  } catch (error) {
    throw fileError("written", path, error);
  }
}
