import { mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { faultyFiles } from "../../../tests/faulty-files.js";
import { MemoryFiles } from "../../../tests/memory-files.js";
import type { FileLayer } from "../files/file-layer.js";
import { nodeFiles } from "../files/node-files.js";
import { type CheckpointFiles, checkpointStore } from "./checkpoint-store.js";

const root = mkdtempSync(join(tmpdir(), "retrograd-store-"));
afterAll(() => rmSync(root, { recursive: true }));

const store = (files: FileLayer, folder = "/checkpoints") =>
  checkpointStore(folder, { files, reached: () => {} });
const content = (step: number): CheckpointFiles =>
  new Map([
    ["model.safetensors", Uint8Array.from({ length: 40 }, (_, i) => i + step)],
    ["state.json", new TextEncoder().encode(`{"step":${step}}\n`)],
  ]);
const [first, second] = ["step-00000001", "step-00000002"] as const;

async function withTwo(): Promise<MemoryFiles> {
  const files = new MemoryFiles();
  await store(files).save(first, content(1));
  await store(files).save(second, content(2));
  return files;
}

test("what is saved is there, on a disk too, and nothing else", async () => {
  const folder = join(root, "checkpoints");
  const disk = store(nodeFiles, folder);
  expect(await disk.list()).toEqual([]);
  await disk.save(second, content(2));
  await disk.save(first, content(1));
  await disk.save("step-00000002-to-evaluate", content(3));
  expect(await disk.list()).toEqual([first, "step-00000002-to-evaluate", second]);
  expect(await disk.load(first)).toEqual(new Map([...content(1)].map(([k, v]) => [k, Buffer.from(v)])));
  expect(readdirSync(join(folder, first)).sort()).toEqual([
    "manifest.json",
    "model.safetensors",
    "state.json",
  ]);
  await disk.remove(first);
  expect(readdirSync(folder).sort()).toEqual([second, "step-00000002-to-evaluate"]);
});

test("a link in the place of a file is refused, so that reading stays inside", async () => {
  const disk = store(nodeFiles, join(root, "linked"));
  await disk.save(first, content(1));
  const file = join(root, "linked", first, "state.json");
  rmSync(file);
  symlinkSync("/etc/hostname", file);
  await expect(disk.load(first)).rejects.toThrow("state.json is damaged: it is not a plain file");
});

describe("a checkpoint that is not as it was written is refused by the name of the file", () => {
  test("every bit of every file", async () => {
    const files = await withTwo();
    const paths = files.paths().filter((path) => path.includes(second));
    expect(paths).toHaveLength(3);
    let flips = 0;
    for (const path of paths) {
      const whole = await files.read(path);
      for (let bit = 0; bit < 8 * whole.length; bit++) {
        const flipped = whole.slice();
        flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        files.damage(path, flipped);
        await expect(store(files).load(second)).rejects.toMatchObject({
          code: "E_RUN",
          message: expect.stringContaining(`${path} is damaged`),
        });
        flips++;
      }
      files.damage(path, whole);
    }
    expect(flips).toBe(8 * (40 + 11 + 413));
    expect((await store(files).load(second)).size).toBe(2);
  });

  test("every length but its own", async () => {
    const files = await withTwo();
    for (const path of files.paths().filter((found) => found.includes(second))) {
      const whole = await files.read(path);
      const longer = new Uint8Array([...whole, 0]);
      for (const wrong of [...whole.keys()].map((length) => whole.slice(0, length)).concat(longer)) {
        files.damage(path, wrong);
        await expect(store(files).load(second)).rejects.toThrow(`${path} is damaged`);
      }
      files.damage(path, whole);
    }
  });

  test("one that is missing, and one that was copied from another", async () => {
    const files = await withTwo();
    await files.removeFile(`/checkpoints/${second}/state.json`);
    await expect(store(files).load(second)).rejects.toThrow("state.json is damaged: it is missing");
    await expect(store(files).load("step-00000009")).rejects.toThrow(
      "manifest.json is damaged: it is missing",
    );
    files.damage(
      `/checkpoints/${second}/manifest.json`,
      await files.read(`/checkpoints/${first}/manifest.json`),
    );
    await expect(store(files).load(second)).rejects.toThrow(`it belongs to ${first}`);
  });
});

describe("a disk that fails at any call", () => {
  const faults = ["ENOSPC", "EIO", "EACCES", "EMFILE"].flatMap((code) => [
    { code, short: false },
    { code, short: true },
  ]);

  test.each(faults)(
    "$code, short writes $short: says so, keeps what was there, leaves nothing behind",
    async ({ code, short }) => {
      let tried = 0;
      for (let call = 1; ; call++) {
        const files = await withTwo();
        files.appendNow("/metrics.jsonl", Uint8Array.of(10));
        const { layer, calls } = faultyFiles(files, { call, code, short });
        const faulty = store(layer);
        let failed: unknown;
        try {
          await faulty.save("step-00000003", content(3), "/metrics.jsonl");
          await faulty.remove(first);
        } catch (error) {
          failed = error;
        }
        if (calls() < call) break;
        tried++;
        expect(failed).toMatchObject({
          code: "E_FILE",
          message: expect.stringMatching(new RegExp(`^/checkpoints.* cannot be written: ${code}`)),
        });
        const next = store(files);
        await next.tidy();
        expect(files.paths().filter((path) => path.includes(".tmp-"))).toEqual([]);
        const names = await next.list();
        expect(names).toContain(second);
        for (const name of names) {
          expect(await next.load(name)).toEqual(content(Number(name.slice(-1))));
        }
      }
      expect(tried).toBeGreaterThan(20);
    },
  );
});
