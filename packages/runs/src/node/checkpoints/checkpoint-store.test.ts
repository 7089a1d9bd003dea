import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { faultyFiles } from "../../../tests/faulty-files.js";
import { MemoryFiles } from "../../../tests/memory-files.js";
import { sealedCheckpoint, smallCheckpoint } from "../../../tests/small-checkpoint.js";
import { openSafetensors } from "../../safetensors/safetensors.js";
import type { FileLayer } from "../files/file-layer.js";
import { nodeFiles } from "../files/node-files.js";
import { checkpointStore } from "./checkpoint-store.js";

const root = mkdtempSync(join(tmpdir(), "retrograd-store-"));
afterAll(() => rmSync(root, { recursive: true }));

const store = (files: FileLayer, folder = "/checkpoints") =>
  checkpointStore(folder, { files, reached: () => {} });
const [first, second] = ["step-00000001", "step-00000002"] as const;

async function withTwo(): Promise<MemoryFiles> {
  const files = new MemoryFiles();
  await store(files).save(first, smallCheckpoint(1));
  await store(files).save(second, smallCheckpoint(2));
  return files;
}

test("the folder on a disk has the saved checkpoints and nothing else", async () => {
  const folder = join(root, "checkpoints");
  const disk = store(nodeFiles, folder);
  expect(await disk.list()).toEqual([]);
  await disk.save(second, smallCheckpoint(2));
  await disk.save(first, smallCheckpoint(1));
  await disk.save("step-00000002-to-evaluate", smallCheckpoint(3));
  expect(await disk.list()).toEqual([first, "step-00000002-to-evaluate", second]);
  const loaded = await disk.load(first);
  const { metadata, arrays } = openSafetensors(loaded, "it");
  expect(arrays).toEqual(openSafetensors(smallCheckpoint(1), "it").arrays);
  const zeros = Buffer.from(loaded)
    .toString("latin1")
    .replace(metadata.get("sha256") ?? "", "0".repeat(64));
  // anybody can verify the seal
  expect(metadata.get("sha256")).toBe(createHash("sha256").update(zeros, "latin1").digest("hex"));
  await disk.remove(first);
  expect(await disk.list()).toEqual(["step-00000002-to-evaluate", second]);
  await disk.tidy();
  const left = ["step-00000002-to-evaluate.safetensors", "step-00000002.safetensors"];
  expect(readdirSync(folder).sort()).toEqual(left);
});

test("a checkpoint that is a link is refused", async () => {
  const disk = store(nodeFiles, join(root, "linked"));
  await disk.save(first, smallCheckpoint(1));
  const file = join(root, "linked", `${first}.safetensors`);
  rmSync(file);
  symlinkSync("/etc/hostname", file);
  await expect(disk.load(first)).rejects.toThrow(`${first}.safetensors is damaged: it is not a plain file`);
});

describe("a damaged checkpoint is refused with the name of its file", () => {
  const path = `/checkpoints/${second}.safetensors`;

  test("when any bit is flipped", async () => {
    const files = await withTwo();
    const whole = await files.read(path);
    expect(whole).toHaveLength(256);
    for (let bit = 0; bit < 8 * whole.length; bit++) {
      const flipped = whole.slice();
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      files.damage(path, flipped);
      await expect(store(files).load(second)).rejects.toMatchObject({
        code: "E_RUN",
        message: expect.stringContaining(`${path} is damaged`),
      });
    }
    files.damage(path, whole);
    expect(await store(files).load(second)).toEqual(whole);
  });

  test("when it has any other length", async () => {
    const files = await withTwo();
    const whole = await files.read(path);
    const longer = new Uint8Array([...whole, 0]);
    for (const wrong of [...whole.keys()].map((length) => whole.slice(0, length)).concat(longer)) {
      files.damage(path, wrong);
      await expect(store(files).load(second)).rejects.toThrow(`${path} is damaged`);
    }
  });

  test("when it is missing", async () => {
    const files = await withTwo();
    await expect(store(files).load("step-00000009")).rejects.toThrow(
      "step-00000009.safetensors is damaged: it is missing",
    );
  });
});

describe("a disk that fails at some call", () => {
  const faults = ["ENOSPC", "EIO", "EACCES", "EMFILE"].flatMap((code) => [
    { code, short: false },
    { code, short: true },
  ]);

  test.each(faults)(
    "$code, short writes $short: is reported, keeps earlier checkpoints, leaves no files",
    async ({ code, short }) => {
      let tried = 0;
      for (let call = 1; ; call++) {
        const files = await withTwo();
        files.appendNow("/metrics.jsonl", Uint8Array.of(10));
        const { layer, calls } = faultyFiles(files, { call, code, short });
        const faulty = store(layer);
        let failed: unknown;
        try {
          await faulty.save("step-00000003", smallCheckpoint(3));
          await faulty.sync({ path: "/metrics.jsonl", bytes: 1 });
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
          expect(await next.load(name)).toEqual(sealedCheckpoint(Number(name.slice(-1))));
        }
      }
      expect(tried).toBeGreaterThan(10);
    },
  );
});
