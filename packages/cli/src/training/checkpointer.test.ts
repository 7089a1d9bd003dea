import { readdirSync, rmSync } from "node:fs";
import { basename } from "node:path";
import { type FileLayer, nodeFiles } from "@retrograd/runs/node";
import { afterEach, beforeEach, expect, test } from "vitest";
import { irisExperiment, Workspace } from "../../tests/captured-environment.js";

let workspace: Workspace;
beforeEach(() => {
  workspace = new Workspace();
  workspace.write("iris.yaml", irisExperiment.replace("epochs: 5", "iterations: 6"));
});
afterEach(() => workspace.remove());

const stepOf = (path: string) => Number(/\d+/.exec(basename(path)));

/** Trains with six checkpoints, one every `every` steps, and returns the operations on their folder. */
async function checkpointOperations(
  syncPace: number,
  { every = 1, saved = () => {} }: { every?: number; saved?: (step: number) => unknown } = {},
): Promise<readonly string[]> {
  const operations: string[] = [];
  const files: FileLayer = {
    ...nodeFiles,
    async rename(from, to) {
      await nodeFiles.rename(from, to);
      const isSaved = basename(from).startsWith(".tmp-");
      operations.push(isSaved ? `save ${stepOf(to)}` : `set aside ${stepOf(from)}`);
      if (isSaved) saved(stepOf(to));
    },
    async syncFolder(path) {
      await nodeFiles.syncFolder(path);
      if (basename(path) === "checkpoints") operations.push("sync");
    },
  };
  const set = [
    "engine=reference",
    `train.iterations=${6 * every}`,
    `train.checkpoint={ every: ${every}, keep: 2 }`,
  ];
  const { code, stderr } = await workspace.run(
    ["train", "iris.yaml", "--out", "run", ...set.flatMap((one) => ["--set", one])],
    { files, syncPace },
  );
  expect(code, stderr).toBe(0);
  expect(readdirSync(workspace.path("run", "checkpoints")).map(stepOf).sort()).toEqual([
    5 * every,
    6 * every,
  ]);
  return operations;
}

test("the last synced checkpoint is kept until a newer one is synced", async () => {
  expect((await checkpointOperations(Infinity)).join(", ")).toBe(
    "save 1, sync, save 2, save 3, save 4, set aside 2, save 5, set aside 3, save 6, set aside 4, sync, set aside 1",
  );
});

test("with a sync pace of 0, each checkpoint is synced before an older one is removed", async () => {
  const each = (step: number) => `save ${step}, sync, set aside ${step - 2}`;
  expect((await checkpointOperations(0)).join(", ")).toBe(
    `save 1, sync, save 2, sync, ${[3, 4, 5, 6].map(each).join(", ")}`,
  );
});

test("a waiting checkpoint is synced when its time has come, without a newer one", async () => {
  // a call of the clock takes 10 ms, a step about 60
  expect((await checkpointOperations(800, { every: 10 })).join(", ")).toMatch(
    /^save 10, sync, save 20, sync, save 30, /,
  );
});

test("a checkpoint that another process removed is not an error", async () => {
  const removed = workspace.path("run", "checkpoints", "step-00000002.safetensors");
  const operations = await checkpointOperations(0, { saved: (step) => step === 3 && rmSync(removed) });
  expect(operations).toContain("save 6");
});
