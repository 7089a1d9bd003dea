import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { attacks } from "./hostile/attack-inputs.js";
import { root } from "./outside-project.js";

const folder = mkdtempSync(join(tmpdir(), "retrograd-hostile-"));
const binary = "packages/cli/bin/retrograd.mjs";

afterAll(() => rmSync(folder, { recursive: true }));

interface Ended {
  readonly code: unknown;
  readonly signal: unknown;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a script in a process that may not use more memory than a small program needs. */
function limited(script: string, ...args: readonly string[]): Promise<Ended> {
  const limits = ["--max-old-space-size=96", "--max-semi-space-size=8", "--stack-size=900"];
  return new Promise((resolve) => {
    const options = { cwd: folder, timeout: 120_000, maxBuffer: 2 ** 26 };
    execFile(process.execPath, [...limits, join(root, script), ...args], options, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : error.code, signal: error?.signal ?? null, stdout, stderr }),
    );
  });
}

describe("attacks on the reader of experiments, all in one small process", () => {
  const name = (index: number) => `attack-${index}.yaml`;
  const names = attacks.map((_, index) => name(index));
  let report: Ended;
  let reports: readonly {
    readonly file: string;
    readonly ok: boolean;
    readonly diagnostics: readonly unknown[];
  }[];

  beforeAll(async () => {
    for (const [index, { content }] of attacks.entries()) writeFileSync(join(folder, name(index)), content);
    const document = await limited(binary, "validate", "--json", ...names);
    expect(document).toMatchObject({ code: 2, signal: null, stderr: "" });
    reports = JSON.parse(document.stdout).files;
    report = await limited(binary, "validate", ...names);
  });

  test.each(attacks.map((attack, index) => ({ ...attack, file: name(index) })))(
    "$name is accepted or refused as expected",
    ({ file, ok }) => {
      const report = reports.find((one) => one.file === file);
      expect(report?.ok).toBe(ok === true);
      expect(report?.diagnostics.length).toBeLessThanOrEqual(201);
      expect((report?.diagnostics.length ?? 0) === 0).toBe(ok === true);
    },
  );

  test("get short messages without a stack trace or a control character, and leave no files", () => {
    const { code, signal, stdout, stderr } = report;
    expect({ code, signal, stack: /^ +at /m.exec(stderr) }).toEqual({ code: 2, signal: null, stack: null });
    expect(stderr.length / attacks.length).toBeLessThan(2 ** 15);
    expect(`${stdout}${stderr}`.replaceAll("\n", "")).not.toMatch(/[^\P{Cc}\t]|\p{Cf}/u);
    expect(readdirSync(folder).sort()).toEqual(names.toSorted());
  });

  test.each(["nested flow lists", "an alias bomb", "commas", "many open quotes", "100 MB"])(
    "%s alone is refused too",
    async (attackName) => {
      const index = attacks.findIndex((attack) => attack.name === attackName);
      expect(await limited(binary, "validate", name(index))).toMatchObject({ code: 2, signal: null });
    },
  );
});

test("10,000 mutated experiments get a diagnostic or a result that stays the same, in a small process", async () => {
  const ended = await limited("tests/hostile/fuzz.mjs", "--seed", "1", "--count", "10000");
  expect(ended).toMatchObject({ code: 0, signal: null, stderr: "" });
  const { inputs, right, codes } = JSON.parse(ended.stdout);
  expect(inputs).toBe(10_000);
  // the mutations must reach both sides, and many different mistakes
  expect(right).toBeGreaterThan(100);
  expect(right).toBeLessThan(9000);
  expect(codes.length).toBeGreaterThan(25);
});
