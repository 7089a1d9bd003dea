import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root, run, runFreely } from "./outside-project.js";

// the newest of each when this was written
const packages = { "@deno/linux-x64-glibc": "2.9.6", "@oven/bun-linux-x64": "1.4.5" };
const runtimes = [
  { name: "Deno", binary: "@deno/linux-x64-glibc/deno", args: ["run", "--allow-all", "--no-lock"] },
  { name: "Bun", binary: "@oven/bun-linux-x64/bin/bun", args: [] },
];

const fitting = process.platform === "linux" && process.arch === "x64";
let folder: string;
let installed: boolean;

/** Installs the binaries with npm. @returns false where no registry can be reached */
function installRuntimes(): boolean {
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, dependencies: packages }));
  const options = [
    "--no-audit",
    "--no-fund",
    "--no-bin-links",
    "--ignore-scripts",
    "--prefer-offline",
    "--fetch-retries=0",
  ];
  const { status, stderr } = runFreely("npm", ["install", ...options], folder);
  if (status === 0) return true;
  if (/EAI_AGAIN|ENOTFOUND|ECONNREFUSED|ECONNRESET|ENETUNREACH|ETIMEDOUT|ENOTCACHED/.test(stderr))
    return false;
  throw new Error(`npm install of Deno and Bun: ${stderr}`);
}

// lines that are plain, and lines for the parser of all CSV: a line break and a quote in a cell
const table = `width,height,kind
1,"2",a
30,40,"b, ""c"""
"5
",6,a
37,48,"b, ""c"""
9,1,a
`;
const experiment = `data: { dataset: { csv: { path: table.csv, target: kind } }, scale: standardize }
model: { input: [2], layers: [ Affine: 8, Relu, Affine: 2, SoftmaxWithLoss ] }
train: { optimizer: { Adam: 0.01 }, batch: 2, epochs: 100 }
`;

describe.skipIf(!fitting)(
  "the built command on Deno and Bun (skipped unless on Linux x64 and online)",
  () => {
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), "retrograd-runtimes-"));
      installed = installRuntimes();
      writeFileSync(join(folder, "table.csv"), table);
      writeFileSync(join(folder, "new.csv"), "width,height\n1,2\n35,45\n");
      writeFileSync(join(folder, "experiment.yaml"), experiment);
    });

    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    /** What a training on a CSV file and a prediction from another come to. */
    function trained(name: string, command: string, args: readonly string[]) {
      const out = join(folder, name);
      const retrograd = (...rest: readonly string[]) =>
        run(command, [...args, join(root, "packages/cli/bin/retrograd.mjs"), ...rest], folder);
      retrograd("train", "experiment.yaml", "--engine", "portable", "--quiet", "--out", out);
      return {
        weights: createHash("sha256")
          .update(readFileSync(join(out, "model.safetensors")))
          .digest("hex"),
        predictions: retrograd("predict", out, "--input", "new.csv"),
      };
    }

    test.for(runtimes)(
      "$name trains on a CSV file to the same bits as Node",
      ({ name, binary, args }, { skip }) => {
        skip(!installed, "no package registry");
        const onNode = trained(`node-${name}`, process.execPath, []);
        expect(onNode.predictions).toContain('"b, ""c"""');
        expect(trained(name, join(folder, "node_modules", binary), args)).toEqual(onNode);
      },
    );
  },
);
