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

/** A run folder that this process has opened and locked for writing. Every file except metrics.jsonl is replaced atomically. */
export interface RunFolder {
  /** Absolute path. */
  readonly path: string;
  /** Appends rows to metrics.jsonl.
   *  @throws RetrogradError E_FILE with the reason of the system, like the other methods that write */
  appendRows(rows: readonly MetricRow[]): void;
  /** The length and the sha256 of metrics.jsonl so far. */
  rows(): RunProgress["rows"];
  writeRecord(record: RunRecord): void;
  /** Writes model.safetensors and returns its sha256, for the record of the run. */
  writeModel(bytes: Uint8Array): string;
  /** Releases the lock, so that other processes can write. */
  close(): void;
}

/** Opens a run folder whose metrics.jsonl has the rows of `rowsHash`. */
export function openRunFolder({
  path,
  rowsHash,
  unlock,
  files,
}: {
  readonly path: string;
  readonly rowsHash: WrittenRows;
  readonly unlock: () => void;
  readonly files: FileLayer;
}): RunFolder {
  const metrics = join(path, runFiles.metrics);
  return {
    path,
    appendRows(rows) {
      const lines = Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
      writing(metrics, () => files.appendNow(metrics, lines));
      rowsHash.add(lines);
    },
    rows: rowsHash.soFar,
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
  const rowsHash = await hashOfRows(metrics, rows, files);
  if (rowsHash === undefined) {
    throw new RetrogradError("E_RUN", `${metrics} does not start with the rows of the checkpoint`);
  }
  await attempt("written", metrics, async () => {
    const names = await files.list(path);
    // after an early crash the file may be missing
    if (names.includes(runFiles.metrics)) {
      // refuses a link, which would truncate a file outside the run folder
      await files.size(metrics);
      await files.truncate(metrics, rows.bytes);
    }
    const old = names.filter((name) => name === runFiles.model || isUnfinished(name));
    for (const name of old) await files.removeFile(join(path, name));
  });
  return openRunFolder({ path, rowsHash, unlock, files });
}

/** Whether the metrics.jsonl of a run starts with the rows of a checkpoint.
 *  @throws RetrogradError E_FILE when it cannot be read */
export async function hasRows(
  directory: string,
  rows: RunProgress["rows"],
  files: FileLayer = nodeFiles,
): Promise<boolean> {
  return (await hashOfRows(join(resolve(directory), runFiles.metrics), rows, files)) !== undefined;
}

/** The hash of `rows`, if the file starts with them. */
async function hashOfRows(
  metrics: string,
  rows: RunProgress["rows"],
  files: FileLayer,
): Promise<WrittenRows | undefined> {
  const { bytes, sha256 } = rows;
  const content =
    bytes === 0 ? new Uint8Array(0) : await attempt("read", metrics, () => readIfExists(metrics, files));
  const rowsHash = writtenRows(content.subarray(0, bytes));
  return content.length >= bytes && rowsHash.soFar().sha256 === sha256 ? rowsHash : undefined;
}

async function readIfExists(path: string, files: FileLayer): Promise<Uint8Array> {
  try {
    return await files.read(path);
  } catch (error) {
    if (isRefusal(error, "ENOENT")) return new Uint8Array(0);
    throw error;
  }
}

/** Replaces a file with a text, or with a value as JSON.
 *  @throws RetrogradError E_FILE with the reason of the system; the file is then unchanged */
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
