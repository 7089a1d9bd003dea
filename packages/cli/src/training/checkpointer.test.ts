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

/** What a training of six checkpoints, one every so many steps, asks of their folder. */
async function asked(
  syncPace: number,
  { every = 1, saved = () => {} }: { every?: number; saved?: (step: number) => unknown } = {},
): Promise<readonly string[]> {
  const told: string[] = [];
  const files: FileLayer = {
    ...nodeFiles,
    async rename(from, to) {
      await nodeFiles.rename(from, to);
      const isSaved = basename(from).startsWith(".tmp-");
      told.push(isSaved ? `save ${stepOf(to)}` : `set aside ${stepOf(from)}`);
      if (isSaved) saved(stepOf(to));
    },
    async syncFolder(path) {
      await nodeFiles.syncFolder(path);
      if (basename(path) === "checkpoints") told.push("sync");
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
  return told;
}

test("until one is synced, the last one before it that was stays", async () => {
  expect((await asked(Infinity)).join(", ")).toBe(
    "save 1, sync, save 2, save 3, save 4, set aside 2, save 5, set aside 3, save 6, set aside 4, sync, set aside 1",
  );
});

test("where no time may pass, each is synced before an older one goes", async () => {
  const each = (step: number) => `save ${step}, sync, set aside ${step - 2}`;
  expect((await asked(0)).join(", ")).toBe(
    `save 1, sync, save 2, sync, ${[3, 4, 5, 6].map(each).join(", ")}`,
  );
});

test("one that waits is synced when its time has come, without another one", async () => {
  // a look at the clock takes 10 ms, a step some 60
  expect((await asked(800, { every: 10 })).join(", ")).toMatch(/^save 10, sync, save 20, sync, save 30, /);
});

test("one that somebody else has removed is not missed", async () => {
  const removed = workspace.path("run", "checkpoints", "step-00000002.safetensors");
  const told = await asked(0, { saved: (step) => step === 3 && rmSync(removed) });
  expect(told).toContain("save 6");
});
