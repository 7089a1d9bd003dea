import { createHash, type Hash } from "node:crypto";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  truncateSync,
} from "node:fs";
import { basename, join, resolve } from "node:path";
import { RetrogradError } from "@retrograd/core";
import writeFileAtomic from "write-file-atomic";
import { toJsonNumber } from "../json-number.js";
import type { MetricRow } from "../metric-rows.js";
import type { RunProgress } from "../run-progress.js";
import type { RunRecord } from "../run-record.js";
import { fileError } from "./files/file-error.js";
import { lockRun } from "./run-lock.js";

/** Names of the files of a run. */
export const runFiles = {
  experiment: "experiment.yaml",
  resolved: "resolved.json",
  record: "run.json",
  metrics: "metrics.jsonl",
  model: "model.safetensors",
} as const;

/** Name of the folder in a run's folder that holds its checkpoints. */
export const checkpointsFolder = "checkpoints";

/** What a run is begun with. */
export interface NewRun {
  /** The experiment file as written. */
  readonly experiment: string;
  /** The experiment with every default and override. */
  readonly resolved: unknown;
  readonly record: RunRecord;
}

/** A run's folder, open for writing by this process alone. Every file but metrics.jsonl is replaced whole, never half-written. */
export interface RunFolder {
  /** Absolute path. */
  readonly path: string;
  appendRows(rows: readonly MetricRow[]): void;
  /** Length and sha256 of metrics.jsonl so far. */
  rows(): RunProgress["rows"];
  writeRecord(record: RunRecord): void;
  writeModel(bytes: Uint8Array): void;
  /** Lets other processes write. */
  close(): void;
}

/** Makes `directory`, which must not exist or be empty, and begins a run in it.
 *  @throws RetrogradError E_RUN when it holds files, E_FILE when it cannot be written */
export function createRunFolder(directory: string, run: NewRun): RunFolder {
  const path = resolve(directory);
  writing(path, () => mkdirSync(path, { recursive: true }));
  if (writing(path, () => readdirSync(path)).length > 0) {
    throw new RetrogradError(
      "E_RUN",
      `the run folder ${path} is not empty: name another with --out, or remove it`,
    );
  }
  return beginRun(path, run);
}

/** Makes the next free folder `<name>-0001`, `<name>-0002`, ... in `parent`, and begins a run in it.
 *  @throws RetrogradError E_FILE when it cannot be written */
export function createNumberedRunFolder(parent: string, name: string, run: NewRun): RunFolder {
  writing(parent, () => mkdirSync(parent, { recursive: true }));
  const taken = readdirSync(parent).flatMap((entry) => {
    const number = entry.startsWith(`${name}-`) ? Number(entry.slice(name.length + 1)) : Number.NaN;
    return Number.isInteger(number) ? [number] : [];
  });
  for (let number = Math.max(0, ...taken) + 1; ; number++) {
    const path = resolve(parent, `${name}-${String(number).padStart(4, "0")}`);
    // another process may take the same number between the look and the making
    if (writing(path, () => makeNew(path))) return beginRun(path, run);
  }
}

function makeNew(path: string): boolean {
  try {
    mkdirSync(path);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

function beginRun(path: string, run: NewRun): RunFolder {
  const unlock = lockRun(path);
  try {
    writeWhole(path, runFiles.experiment, run.experiment);
    writeWhole(path, runFiles.resolved, toJson(run.resolved));
    const folder = openFolder(path, { hash: createHash("sha256"), bytes: 0 }, unlock);
    folder.writeRecord(run.record);
    folder.appendRows([]);
    return folder;
  } catch (error) {
    unlock();
    throw error;
  }
}

/** Opens the folder of a run to go on where `rows` ended: what was written after it is cut off, and what a crash left
 *  unfinished is removed, as is the model of an earlier end.
 *  @throws RetrogradError E_RUN when metrics.jsonl does not begin with `rows`, E_FILE when it cannot be written */
export function reopenRunFolder(directory: string, rows: RunProgress["rows"], unlock: () => void): RunFolder {
  const path = resolve(directory);
  const hash = hashRows(path, rows);
  if (hash === undefined) {
    throw new RetrogradError("E_RUN", `${join(path, runFiles.metrics)} is not as it was at the checkpoint`);
  }
  const metrics = join(path, runFiles.metrics);
  writing(metrics, () => {
    // rows.bytes is 0 where a crash came before the file did
    if (existsSync(metrics)) truncateSync(metrics, rows.bytes);
    rmSync(join(path, runFiles.model), { force: true });
    const files: readonly string[] = Object.values(runFiles);
    for (const name of readdirSync(path)) {
      // write-file-atomic's own: the name of the file and a number
      const [, of = ""] = /^(.+)\.\d+$/.exec(name) ?? [];
      if (files.includes(of)) rmSync(join(path, name));
    }
  });
  return openFolder(path, { hash, bytes: rows.bytes }, unlock);
}

/** Whether metrics.jsonl of a run begins with the rows of a checkpoint. */
export function hasRows(directory: string, rows: RunProgress["rows"]): boolean {
  return hashRows(resolve(directory), rows) !== undefined;
}

function hashRows(path: string, { bytes, sha256 }: RunProgress["rows"]): Hash | undefined {
  const metrics = join(path, runFiles.metrics);
  if (bytes > 0 && !existsSync(metrics)) return undefined;
  const content = bytes === 0 ? new Uint8Array(0) : writing(metrics, () => readFileSync(metrics));
  const hash = createHash("sha256").update(content.subarray(0, bytes));
  return content.length >= bytes && hash.copy().digest("hex") === sha256 ? hash : undefined;
}

function openFolder(
  path: string,
  written: { readonly hash: Hash; bytes: number },
  unlock: () => void,
): RunFolder {
  return {
    path,
    appendRows(rows) {
      const lines = Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
      writing(join(path, runFiles.metrics), () => appendFileSync(join(path, runFiles.metrics), lines));
      written.hash.update(lines);
      written.bytes += lines.length;
    },
    rows: () => ({ bytes: written.bytes, sha256: written.hash.copy().digest("hex") }),
    writeRecord: (record) => writeWhole(path, runFiles.record, toJson(record)),
    writeModel: (bytes) => writeWhole(path, runFiles.model, bytes),
    close: unlock,
  };
}

function writeWhole(path: string, file: string, content: string | Uint8Array): void {
  writing(join(path, file), () =>
    writeFileAtomic.sync(join(path, file), typeof content === "string" ? content : Buffer.from(content)),
  );
}

/** The text of one of a run's files.
 *  @throws RetrogradError E_RUN when the folder is no run or the file is missing */
export function readRunFile(directory: string, file: keyof typeof runFiles): Uint8Array {
  const path = join(directory, runFiles[file]);
  if (!existsSync(join(directory, runFiles.record))) {
    throw new RetrogradError("E_RUN", `${directory} is not a run folder: it has no ${runFiles.record}`);
  }
  if (leadsElsewhere(directory, path)) {
    throw new RetrogradError(
      "E_RUN",
      `${path} is a link that leads out of its run: copy the file that was meant`,
    );
  }
  try {
    return readFileSync(path);
  } catch (error) {
    throw new RetrogradError("E_RUN", `${path} cannot be read; did the run finish?`, { cause: error });
  }
}

/** Whether a file of a folder is a symbolic link out of it. A run that was handed over must not have other files read. */
function leadsElsewhere(directory: string, path: string): boolean {
  return existsSync(path) && realpathSync(path) !== join(realpathSync(directory), basename(path));
}

function toJson(value: unknown): string {
  const named = (_key: string, part: unknown) => (typeof part === "number" ? toJsonNumber(part) : part);
  return `${JSON.stringify(value, named, 2)}\n`;
}

function writing<T>(path: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw fileError("written", path, error);
  }
}
