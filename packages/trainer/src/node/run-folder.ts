import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { RetrogradError } from "@retrograd/core";
import writeFileAtomic from "write-file-atomic";
import { toJsonNumber } from "../json-number.js";
import type { MetricRow } from "../metric-rows.js";
import type { RunRecord } from "../run-record.js";

/** Names of the files of a run. */
export const runFiles = {
  experiment: "experiment.yaml",
  resolved: "resolved.json",
  record: "run.json",
  metrics: "metrics.jsonl",
  model: "model.safetensors",
} as const;

/** What a run is begun with. */
export interface NewRun {
  /** The experiment file as written. */
  readonly experiment: string;
  /** The experiment with every default and override. */
  readonly resolved: unknown;
  readonly record: RunRecord;
}

/** A run's folder, open for writing. Every file but metrics.jsonl is replaced whole, never half-written. */
export interface RunFolder {
  /** Absolute path. */
  readonly path: string;
  appendRows(rows: readonly MetricRow[]): void;
  writeRecord(record: RunRecord): void;
  writeModel(bytes: Uint8Array): void;
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
  const write = (file: string, content: string | Uint8Array) =>
    writing(join(path, file), () =>
      writeFileAtomic.sync(join(path, file), typeof content === "string" ? content : Buffer.from(content)),
    );
  const folder: RunFolder = {
    path,
    appendRows(rows) {
      const lines = rows.map((row) => `${JSON.stringify(row)}\n`).join("");
      writing(join(path, runFiles.metrics), () => appendFileSync(join(path, runFiles.metrics), lines));
    },
    writeRecord: (record) => write(runFiles.record, toJson(record)),
    writeModel: (bytes) => write(runFiles.model, bytes),
  };
  write(runFiles.experiment, run.experiment);
  write(runFiles.resolved, toJson(run.resolved));
  folder.writeRecord(run.record);
  folder.appendRows([]);
  return folder;
}

/** The text of one of a run's files.
 *  @throws RetrogradError E_RUN when the folder is no run or the file is missing */
export function readRunFile(directory: string, file: keyof typeof runFiles): Uint8Array {
  const path = join(directory, runFiles[file]);
  if (!existsSync(join(directory, runFiles.record))) {
    throw new RetrogradError("E_RUN", `${directory} is not a run folder: it has no ${runFiles.record}`);
  }
  try {
    return readFileSync(path);
  } catch (error) {
    throw new RetrogradError("E_RUN", `${path} cannot be read; did the run finish?`, { cause: error });
  }
}

function toJson(value: unknown): string {
  const named = (_key: string, part: unknown) => (typeof part === "number" ? toJsonNumber(part) : part);
  return `${JSON.stringify(value, named, 2)}\n`;
}

function writing<T>(path: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RetrogradError("E_FILE", `${path} cannot be written: ${reason}`, { cause: error });
  }
}
