import { philoxStreams } from "@retrograd/core";
import { expect, test } from "vitest";
import { crashState } from "../../../tests/crash-states.js";
import { MemoryFiles } from "../../../tests/memory-files.js";
import { sealedCheckpoint, smallCheckpoint } from "../../../tests/small-checkpoint.js";
import type { Writing } from "../files/write-file.js";
import { checkpointStore } from "./checkpoint-store.js";

const writingTo = (files: MemoryFiles): Writing => ({ files, reached: () => {} });
const keepLast = 2;
const nameOf = (step: number) => `step-0000000${step}`;
const rowOf = (step: number) => `{"type":"step","step":${step}}\n`;
const rowsUntil = (step: number) =>
  new TextEncoder().encode(Array.from({ length: step }, (_, i) => rowOf(i + 1)).join(""));
/** Records the operations of a training: each step writes a row and a checkpoint, every other step syncs. The last `keepLast`
 *  checkpoints and the last synced one are kept. */
async function recordTraining(): Promise<MemoryFiles> {
  const files = new MemoryFiles();
  await files.makeFolder("/run");
  const store = checkpointStore("/run/checkpoints", writingTo(files));
  let steps: number[] = [];
  let synced = 0;
  for (let step = 1; step <= 8; step++) {
    files.appendNow("/run/metrics.jsonl", new TextEncoder().encode(rowOf(step)));
    await store.save(nameOf(step), smallCheckpoint(step));
    steps.push(step);
    if (step % 2 === 0) {
      await store.sync({ path: "/run/metrics.jsonl", bytes: rowsUntil(step).length });
      files.note(`synced ${step}`);
      synced = step;
    }
    for (const old of steps.slice(0, -keepLast)) if (old !== synced) await store.remove(nameOf(old));
    steps = steps.filter((old) => old > step - keepLast || old === synced);
  }
  return files;
}

const hasRowsOf = async (disk: MemoryFiles, step: number) => {
  const rows = await disk.read("/run/metrics.jsonl");
  return Buffer.from(rows.subarray(0, rowsUntil(step).length)).equals(rowsUntil(step));
};

test("after a power failure at any time, with unsynced writes lost, torn or reordered, the last synced checkpoint and its rows load", async () => {
  const files = await recordTraining();
  const rng = philoxStreams(0).stream("crash");
  const seen = { states: 0, newerWhole: 0, refused: 0 };
  for (let count = 0; count <= files.log.length; count++) {
    const synced = 2 * files.log.slice(0, count).filter(({ type }) => type === "note").length;
    for (let trial = 0; trial < 40; trial++) {
      const disk = await crashState(files, count, () => rng.uniform());
      seen.states++;
      if (synced === 0) continue;
      const store = checkpointStore("/run/checkpoints", writingTo(disk));
      await store.tidy();
      expect(disk.paths().filter((path) => path.includes("checkpoints/.tmp-"))).toEqual([]);
      // the others are complete or refused; a removed one may exist again
      const whole = new Map<number, Uint8Array>();
      for (const name of await store.list()) {
        const checkpoint = await store.load(name).catch(() => undefined);
        if (checkpoint === undefined) seen.refused++;
        else whole.set(Number(name.slice(-1)), checkpoint);
      }
      expect(whole.get(synced)).toEqual(sealedCheckpoint(synced));
      expect(await hasRowsOf(disk, synced)).toBe(true);
      if ([...whole.keys()].some((step) => step > synced)) seen.newerWhole++;
    }
  }
  expect(seen.states).toBeGreaterThan(2000);
  expect(Math.min(seen.newerWhole, seen.refused)).toBeGreaterThan(0);
});

test("the simulation detects a store that does not sync its writes", async () => {
  const files = await recordTraining();
  const careless = new MemoryFiles();
  careless.log.push(...files.log.filter(({ type }, index) => type !== "sync" || index % 2 === 0));
  for (const folder of files.folders) careless.folders.add(folder);
  const rng = philoxStreams(1).stream("crash");
  let lost = 0;
  for (let trial = 0; trial < 200; trial++) {
    const disk = await crashState(careless, careless.log.length, () => rng.uniform());
    const store = checkpointStore("/run/checkpoints", writingTo(disk));
    await store.load(nameOf(8)).catch(() => lost++);
  }
  expect(lost).toBeGreaterThan(20);
});
