import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildPackages } from "./build.js";
import { createProject, installedPackages, packPackages, root, run } from "./outside-project.js";

const folder = mkdtempSync(join(tmpdir(), "retrograd-packed-"));
let tarballs: ReadonlyMap<string, string>;

beforeAll(() => {
  buildPackages();
  tarballs = packPackages(join(folder, "tarballs"));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Makes a project of the template outside the workspace and gives its folder. */
function project(template: string, packages: readonly string[], others: Record<string, string> = {}): string {
  const place = join(folder, template);
  createProject(template, place, { tarballs, packages, others });
  return place;
}

function output(place: string) {
  return JSON.parse(run(process.execPath, ["main.mjs"], place));
}

describe("single packages are usable alone", () => {
  test("every tarball holds the built code, its sources and the licence, and no tests or build state", () => {
    expect([...tarballs.keys()]).toContain("core");
    for (const [name, tarball] of tarballs) {
      const files = run("tar", ["-tzf", tarball], folder).split("\n");
      expect(files, name).toEqual(
        expect.arrayContaining([
          "package/package.json",
          "package/LICENSE",
          "package/README.md",
          "package/dist/index.js",
          "package/dist/index.d.ts",
          "package/src/index.ts",
        ]),
      );
      expect(
        files.filter((file) => /\.test\.|\.tsbuildinfo$|\/tests?\//.test(file)),
        name,
      ).toEqual([]);
    }
  });

  test("core multiplies matrices with nothing else of ours installed", () => {
    const place = project("core-alone", ["core"]);
    expect(installedPackages(place)).toEqual(["core"]);
    const { loss, ...exact } = output(place);
    // [1 2; 3 4] [5 6; 7 8], then its transpose times the same, then column sums
    expect(exact).toEqual({
      product: [19, 22, 43, 50],
      transposed: [26, 30, 38, 44],
      sums: [4, 6],
      code: "E_SHAPE",
    });
    // equal logits of two classes
    expect(loss).toBeCloseTo(Math.LN2, 14);
  });

  test("layers and network train a two-layer network by hand, without YAML or a trainer", () => {
    const place = project("network-by-hand", ["core", "layers", "network"]);
    expect(installedPackages(place)).toEqual(["core", "layers", "network"]);
    const { parameters, first, last, classes } = output(place);
    expect(parameters).toEqual(["Affine1", "Relu1", "Affine2"]);
    expect(first).toBeGreaterThan(0.3);
    expect(last).toBeLessThan(0.05);
    expect(classes).toEqual([0, 1, 1, 0]);
  });

  test("gradcheck passes a right layer of one's own and names a wrong one", () => {
    const place = project("gradient-check", ["core", "gradcheck"]);
    expect(installedPackages(place)).toEqual(["core", "gradcheck", "network"]);
    const { right, wrong, ratio, blame, failures } = output(place);
    expect({ right, wrong, blame }).toEqual({ right: "pass", wrong: "fail", blame: "SquareForgetsTheTwo" });
    expect(ratio).toBeCloseTo(2, 6);
    expect(failures).toHaveLength(1);
    expect(failures[0]).toMatch(/^SquareForgetsTheTwo\.x\[\d, \d\]: .*6 of 6 elements are wrong; constant-factor: /);
  });
});

describe("a strict TypeScript project compiles, libraries checked", () => {
  const portable = ["core", "data", "gradcheck", "layers", "network", "spec", "trainer"];
  const compile = (place: string) =>
    run(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "--project", "."], place);

  test("against every package that runs in a browser, without types of Node", () => {
    const place = project("typescript", portable);
    expect(existsSync(join(place, "node_modules/@types/node"))).toBe(false);
    expect(compile(place)).toBe("");
  });

  test("against the packages and entries for Node, with types of Node", () => {
    const place = project("typescript-node", [...portable, "cli", "engine-blas"], {
      "@types/node": "20.19.43",
    });
    expect(compile(place)).toBe("");
  });
});

test("the command comes with its package and trains from its file alone", () => {
  const place = project("command", ["cli"]);
  const retrograd = (...args: readonly string[]) => run("npx", ["--no-install", "retrograd", ...args], place);
  const { version } = JSON.parse(readFileSync(join(root, "packages/cli/package.json"), "utf8"));
  expect(retrograd("--version")).toBe(`${version}\n`);

  retrograd("train", "experiment.yaml", "--out", "run", "--quiet");
  const { status, metrics } = JSON.parse(readFileSync(join(place, "run/run.json"), "utf8"));
  expect(status).toBe("completed");
  expect(metrics.final.test.accuracy).toBeGreaterThan(0.8);
  const evaluation = JSON.parse(retrograd("evaluate", "run", "--json"));
  expect(evaluation).toMatchObject(metrics.final.test);
});
