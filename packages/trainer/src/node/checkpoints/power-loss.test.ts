import { philoxStreams } from "@retrograd/core";
import { expect, test } from "vitest";
import { crashState } from "../../../tests/crash-states.js";
import { MemoryFiles } from "../../../tests/memory-files.js";
import { sealedCheckpoint, smallCheckpoint } from "../../../tests/small-checkpoint.js";
import type { Writing } from "../files/write-file.js";
import { checkpointStore } from "./checkpoint-store.js";

const writingTo = (files: MemoryFiles): Writing => ({ files, reached: () => {} });
const kept = 2;
const nameOf = (step: number) => `step-0000000${step}`;
const rowOf = (step: number) => `{"type":"step","step":${step}}\n`;
const rowsUntil = (step: number) =>
  new TextEncoder().encode(Array.from({ length: step }, (_, i) => rowOf(i + 1)).join(""));
/** What a training does to its folder: a row a step, a checkpoint a step, only the last `kept` stay. */
async function recorded(): Promise<MemoryFiles> {
  const files = new MemoryFiles();
  await files.makeFolder("/run");
  const writing = writingTo(files);
  const store = checkpointStore("/run/checkpoints", writing);
  for (let step = 1; step <= 6; step++) {
    files.appendNow("/run/metrics.jsonl", new TextEncoder().encode(rowOf(step)));
    await store.save(nameOf(step), smallCheckpoint(step), "/run/metrics.jsonl");
    files.note(`acknowledged ${step}`);
    if (step > kept) await store.remove(nameOf(step - kept));
  }
  return files;
}

test("after a loss of power at any instant, with unsynced writes lost, torn or reordered, the last acknowledged checkpoint loads with its rows", async () => {
  const files = await recorded();
  const rng = philoxStreams(0).stream("crash");
  let states = 0;
  let wholeBeyond = 0;
  let [backWhole, backDamaged] = [0, 0];
  for (let count = 0; count <= files.log.length; count++) {
    const notes = files.log.slice(0, count).filter(({ type }) => type === "note");
    const acknowledged = notes.length;
    for (let trial = 0; trial < 40; trial++) {
      const disk = await crashState(files, count, () => rng.uniform());
      states++;
      if (acknowledged === 0) continue;
      const store = checkpointStore("/run/checkpoints", writingTo(disk));
      await store.tidy();
      expect(disk.paths().filter((path) => path.includes("checkpoints/.tmp-"))).toEqual([]);
      const names = await store.list();
      // not one of those that are kept is damaged; one that was removed may be back, and is refused where it is damaged
      for (const name of names) {
        const step = Number(name.slice(-1));
        if (step > acknowledged - kept) expect(await store.load(name)).toEqual(sealedCheckpoint(step));
        else if (await store.load(name).catch(() => undefined)) backWhole++;
        else backDamaged++;
      }
      const last = Number(names.at(-1)?.slice(-1));
      expect(last).toBeGreaterThanOrEqual(acknowledged);
      if (last > acknowledged) wholeBeyond++;
      const rows = await disk.read("/run/metrics.jsonl");
      expect(rows.slice(0, rowsUntil(last).length)).toEqual(rowsUntil(last));
    }
  }
  expect(states).toBeGreaterThan(2000);
  // some states are those between the renaming and the word that it is done
  expect(wholeBeyond).toBeGreaterThan(0);
  expect(Math.min(backWhole, backDamaged)).toBeGreaterThan(0);
});

test("the replay finds a protocol that does not sync what it writes", async () => {
  const files = await recorded();
  const careless = new MemoryFiles();
  careless.log.push(...files.log.filter(({ type }, index) => type !== "sync" || index % 2 === 0));
  for (const folder of files.folders) careless.folders.add(folder);
  const rng = philoxStreams(1).stream("crash");
  let lost = 0;
  for (let trial = 0; trial < 200; trial++) {
    const disk = await crashState(careless, careless.log.length, () => rng.uniform());
    const store = checkpointStore("/run/checkpoints", writingTo(disk));
    await store.load(nameOf(6)).catch(() => lost++);
  }
  expect(lost).toBeGreaterThan(20);
});
