import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openPlainFile, openPlainFileInBackground, readPlainFile } from "./plain-file.js";

const folder = mkdtempSync(join(tmpdir(), "plain-file-"));
const at = (name: string) => join(folder, name);
let server: Server;
let hasPipes: boolean;

beforeAll(async () => {
  writeFileSync(at("plain"), "0123456789");
  symlinkSync("plain", at("link"));
  mkdirSync(at("folder"));
  hasPipes = spawnSync("mkfifo", [at("pipe")]).status === 0;
  symlinkSync("pipe", at("link-to-pipe"));
  symlinkSync("/dev/zero", at("link-to-zero"));
  server = createServer();
  await new Promise<void>((listening) => server.listen(at("socket"), listening));
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

describe.skipIf(process.platform === "win32")("plain files", () => {
  test.for([
    ["folder", "a folder"],
    ["pipe", "a pipe"],
    ["link-to-pipe", "a pipe"],
    ["link-to-zero", "a device"],
    ["socket", "a socket"],
  ] as const)("refuse %s immediately as %s", async ([name, kind], { skip }) => {
    skip(kind === "a pipe" && !hasPipes, "where there is no mkfifo");
    const refused = expect.objectContaining({
      code: "E_FILE",
      message: `${at(name)} must be a plain file, got ${kind}`,
    });
    expect(() => openPlainFile(at(name))).toThrow(refused);
    expect(() => readPlainFile(at(name))).toThrow(refused);
    await expect(openPlainFileInBackground(at(name), { orPipe: true })).rejects.toThrow(refused);
  });

  test("follow links, and pass on the system's error for a missing file", async () => {
    expect(new TextDecoder().decode(readPlainFile(at("link")))).toBe("0123456789");
    expect(() => readPlainFile(at("missing"))).toThrow(expect.objectContaining({ code: "ENOENT" }));
    await expect(openPlainFileInBackground(at("missing"))).rejects.toThrow(
      expect.objectContaining({ code: "ENOENT" }),
    );
  });

  test("are read up to a limit", () => {
    expect(new TextDecoder().decode(readPlainFile(at("plain"), 4))).toBe("0123");
    expect(new TextDecoder().decode(readPlainFile(at("plain"), 10))).toBe("0123456789");
  });
});
