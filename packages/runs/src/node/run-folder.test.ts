import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { faultyFiles } from "../../tests/faulty-files.js";
import type { RunRecord } from "../run-record.js";
import { createNumberedRunFolder, createRunFolder } from "./create-run-folder.js";
import type { FileLayer } from "./files/file-layer.js";
import { nodeFiles } from "./files/node-files.js";
import { readRunFile } from "./run-files.js";
import { reopenRunFolder } from "./run-folder.js";
import { lockRun } from "./run-lock.js";
import { sha256 } from "./sha256.js";

const root = mkdtempSync(join(tmpdir(), "retrograd-run-"));
afterAll(() => rmSync(root, { recursive: true }));

const record: RunRecord = {
  schema: 1,
  name: "digits",
  status: "running",
  seed: 0,
  dtype: "float32",
  rng: "philox",
  engine: { name: "reference", description: "plain" },
  versions: { retrograd: "0.0.0" },
  platform: "test",
  data: {
    name: "digits",
    samples: { train: 3, test: 1 },
    targetNames: ["0", "1"],
    scaling: { kind: "none", offset: [0], divisor: [1] },
    files: [],
  },
  startedAt: "2026-01-01T00:00:00.000Z",
  steps: 0,
  metrics: { final: {}, best: {}, measures: [] },
};
const run = { experiment: "version: 1\n", resolved: { a: 1 }, record };
const read = (path: string, file: string) => readFileSync(join(path, file), "utf8");

test("a run is a folder of plain files", async () => {
  const folder = await createRunFolder(join(root, "deep/plain"), run);
  folder.appendRows([{ type: "step", step: 1, epoch: 0, loss: 2, lr: 0.1 }]);
  folder.appendRows([{ type: "eval", step: 1, split: "test", loss: "NaN" }]);
  folder.writeRecord({ ...record, status: "completed" });
  const model = Uint8Array.of(1, 2, 3);
  expect(folder.writeModel(model)).toBe(sha256(model));
  folder.close();
  expect(readdirSync(folder.path).sort()).toEqual([
    "experiment.yaml",
    "metrics.jsonl",
    "model.safetensors",
    "resolved.json",
    "run.json",
  ]);
  expect(read(folder.path, "experiment.yaml")).toBe("version: 1\n");
  expect(JSON.parse(read(folder.path, "resolved.json"))).toEqual({ a: 1 });
  expect(JSON.parse(read(folder.path, "run.json")).status).toBe("completed");
  expect(read(folder.path, "metrics.jsonl").split("\n")).toEqual([
    '{"type":"step","step":1,"epoch":0,"loss":2,"lr":0.1}',
    '{"type":"eval","step":1,"split":"test","loss":"NaN"}',
    "",
  ]);
  expect([...readRunFile(folder.path, "model")]).toEqual([1, 2, 3]);
});

test("a folder that is not empty is refused and not changed", async () => {
  const path = join(root, "taken");
  await createRunFolder(path, run);
  writeFileSync(join(path, "note.txt"), "mine");
  await expect(createRunFolder(path, run)).rejects.toThrow(
    "is not empty: choose another with --out, or remove it",
  );
  expect(read(path, "note.txt")).toBe("mine");
});

test("a numbered folder gets the highest number plus one", async () => {
  const parent = join(root, "runs");
  for (const name of ["digits-0001", "digits-0002", "digits-0003"]) {
    expect((await createNumberedRunFolder(parent, "digits", run)).path).toBe(join(parent, name));
  }
  rmSync(join(parent, "digits-0001"), { recursive: true });
  expect((await createNumberedRunFolder(parent, "digits", run)).path).toMatch(/digits-0004$/);
  expect((await createNumberedRunFolder(parent, "iris", run)).path).toMatch(/iris-0001$/);
});

test.each([
  ["a folder that is not a run", root, "is not a run folder: it has no run.json"],
  ["a folder that does not exist", join(root, "nowhere"), "is not a run folder"],
])("%s is an error that names the problem", (_name, path, message) => {
  expect(() => readRunFile(path, "model")).toThrow(message);
});

test("reading the model of a run that did not finish is an error that says so", async () => {
  const { path } = await createRunFolder(join(root, "unfinished"), run);
  expect(() => readRunFile(path, "model")).toThrow("model.safetensors is missing; did the run finish?");
});

test("a folder that cannot be written is an error with the reason", async () => {
  const file = join(root, "file");
  writeFileSync(file, "");
  await expect(createRunFolder(join(file, "run"), run)).rejects.toThrow(
    `${join(file, "run")} cannot be written: ENOTDIR`,
  );
});

test("a run that fails to start removes its own files and no others, and releases its lock", async () => {
  const path = join(root, "failed-start");
  const full: FileLayer = {
    ...nodeFiles,
    replaceNow(file, bytes) {
      if (!file.endsWith("run.json")) return nodeFiles.replaceNow(file, bytes);
      writeFileSync(join(path, "notes.txt"), "from another program");
      throw new Error("ENOSPC: no space left");
    },
  };
  await expect(createRunFolder(path, run, full)).rejects.toThrow(/run\.json cannot be written: ENOSPC/);
  expect(readdirSync(path)).toEqual(["notes.txt"]);
});

test.each([
  ["named", (parent: string, files: FileLayer) => createRunFolder(join(parent, "deep/run"), run, files)],
  [
    "numbered",
    (parent: string, files: FileLayer) => createNumberedRunFolder(join(parent, "runs"), "digits", run, files),
  ],
])("a %s folder that cannot be started leaves nothing, whichever call fails", async (name, create) => {
  const parent = join(root, `refused-${name}`);
  mkdirSync(parent);
  for (let call = 1; ; call++) {
    const { layer } = faultyFiles(nodeFiles, { call, code: "ENOSPC" });
    const folder = await create(parent, layer).catch(() => undefined);
    if (folder !== undefined) {
      folder.close();
      expect(call).toBeGreaterThan(6);
      break;
    }
    expect(readdirSync(parent)).toEqual([]);
  }
});

test("reopening a folder removes the rows after the checkpoint and the unfinished files of a crash", async () => {
  const folder = await createRunFolder(join(root, "again"), run);
  folder.appendRows([{ type: "step", step: 1, epoch: 0, loss: 2, lr: 0.1 }]);
  const rows = folder.rows();
  folder.appendRows([{ type: "step", step: 2, epoch: 0, loss: 1, lr: 0.1 }]);
  folder.writeModel(Uint8Array.of(1));
  folder.close();
  writeFileSync(join(folder.path, "run.json.123456"), "{");
  writeFileSync(join(folder.path, "notes.7"), "mine");
  const reopened = await reopenRunFolder(folder.path, rows, lockRun(folder.path));
  expect(read(folder.path, "metrics.jsonl")).toBe('{"type":"step","step":1,"epoch":0,"loss":2,"lr":0.1}\n');
  reopened.appendRows([{ type: "step", step: 2, epoch: 0, loss: 1, lr: 0.1 }]);
  expect(reopened.rows()).toEqual({
    bytes: 106,
    sha256: sha256(readFileSync(join(folder.path, "metrics.jsonl"))),
  });
  reopened.close();
  expect(readdirSync(folder.path).sort()).toEqual(
    ["experiment.yaml", "metrics.jsonl", "notes.7", "resolved.json", "run.json"].sort(),
  );
  await expect(reopenRunFolder(folder.path, { bytes: 999, sha256: rows.sha256 }, () => {})).rejects.toThrow(
    "does not start with the rows of the checkpoint",
  );
});

test("a file that is a link out of the run folder is refused; a run folder that is a link is read", async () => {
  const { path } = await createRunFolder(join(root, "linked"), run);
  writeFileSync(join(root, "outside"), "secret");
  symlinkSync(join(root, "outside"), join(path, "model.safetensors"));
  expect(() => readRunFile(path, "model")).toThrow("is a link to a file outside the run folder");
  symlinkSync(path, join(root, "link-to-run"));
  expect(readRunFile(join(root, "link-to-run"), "record").length).toBeGreaterThan(0);
});
