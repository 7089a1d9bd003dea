import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import portableRun from "../packages/trainer/fixtures/portable-run.json" with { type: "json" };
import { bundlePage } from "./browser/bundle.js";
import { findChromium } from "./browser/find-chromium.js";
import { serve } from "./browser/serve.js";

const executablePath = findChromium() ?? "";

// the strictest policy that the packages run under
const policy = {
  "Content-Security-Policy": "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src data:",
};
const isolation = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

const quiet = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

describe.skipIf(executablePath === "")(
  "the packages in Chromium (skipped where there is no Chromium)",
  () => {
    let folder: string;
    let browser: Browser;

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), "retrograd-browser-"));
      await bundlePage(folder);
      browser = await chromium.launch({ executablePath, headless: true, args: quiet });
    });

    afterAll(async () => {
      await browser?.close();
      rmSync(folder, { recursive: true, force: true });
    });

    /** What the program says in a page that is served with these headers. */
    async function outcome(query: string, headers: Readonly<Record<string, string>>) {
      await using server = await serve(folder, headers);
      const page = await browser.newPage();
      const errors: string[] = [];
      page.on("pageerror", (error) => errors.push(String(error)));
      await page.goto(`${server.origin}/${query}`);
      const text = await page.locator("pre").textContent({ timeout: 60_000 });
      await page.close();
      expect(errors).toEqual([]);
      return JSON.parse(text ?? "");
    }

    describe.each([
      ["with shared memory", true, { ...policy, ...isolation }],
      ["without shared memory", false, policy],
    ])("%s", (_setting, isolated, headers) => {
      test.each([
        ["a page", ""],
        ["a worker", "?worker"],
      ])("%s trains to the bits of Node, checks experiments, and checks gradients", async (_place, query) => {
        const { wrong, ...rest } = await outcome(query, headers);
        expect(rest).toEqual({
          isolated,
          sharedMemory: isolated,
          runs: portableRun,
          right: [],
          verdict: "pass",
        });
        expect(wrong).toEqual([
          expect.stringMatching(
            /^experiment\.yaml:3:34 RG2001 .*unknown layer or loss "Affin".* Did you mean "Affine"\?/,
          ),
        ]);
      });
    });

    test("a worker trains on threads to the bits of one", async () => {
      const blobs = {
        "Content-Security-Policy": `${policy["Content-Security-Policy"]}; worker-src 'self' blob:`,
      };
      const { runs } = await outcome("?threads", { ...blobs, ...isolation });
      expect(runs).toEqual(portableRun);
    });

    test("a policy without 'wasm-unsafe-eval' is an error that names it", async () => {
      const { error } = await outcome("", { "Content-Security-Policy": "default-src 'self'" });
      expect(error).toMatch(/the portable engine needs WebAssembly .* allows 'wasm-unsafe-eval'/);
    });
  },
);
