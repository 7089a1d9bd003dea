import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  createProject,
  installedPackages,
  overridesFor,
  packPackages,
  root,
  run,
  runFreely,
} from "./outside-project.js";

const folder = mkdtempSync(join(tmpdir(), "retrograd-packed-"));
let tarballs: ReadonlyMap<string, string>;

beforeAll(() => {
  tarballs = packPackages(join(folder, "tarballs"));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Makes a project of the template outside the workspace and gives its folder. */
function project(template: string, packages: readonly string[], others: Record<string, string> = {}): string {
  const place = join(folder, template);
  createProject(template, place, { tarballs, packages, others });
  return place;
}

/** Checks the types of a project. @returns what the compiler says: nothing */
function compile(place: string): string {
  return run(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "--project", "."], place);
}

function manifestOf(tarball: string) {
  return JSON.parse(run("tar", ["-xOzf", tarball, "package/package.json"], folder));
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
          manifestOf(tarball).exports["."].default.replace("./", "package/"),
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

  test("the command comes bundled, with the licences of what it bundles", () => {
    const read = (file: string) =>
      run("tar", ["-xOzf", tarballs.get("cli") ?? "", `package/${file}`], folder);
    const main = read("bundle/main.js");
    expect(main).not.toMatch(/from "(commander|zod|yaml|@retrograd\/experiment)"/);
    // plugins import it too: there must be one
    expect(read("bundle/exit-codes.js") + main).not.toContain("class RetrogradError");
    expect(read("bundle/THIRD-PARTY.txt")).toMatch(/^commander [\d.]+\n\n.*MIT/ms);
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
    const place = project("network-by-hand", ["core", "layers", "network", "plugin"]);
    expect(installedPackages(place)).toEqual(["core", "layer-options", "layers", "network", "plugin"]);
    const { parameters, first, last, classes } = output(place);
    expect(parameters).toEqual(["Affine1", "Relu1", "Affine2"]);
    expect(first).toBeGreaterThan(0.3);
    expect(last).toBeLessThan(0.05);
    expect(classes).toEqual([0, 1, 1, 0]);
  });

  test("gradcheck passes a right layer of one's own and names a wrong one", () => {
    const place = project("gradient-check", ["core", "gradcheck"]);
    expect(installedPackages(place)).toEqual(["core", "gradcheck", "network", "plugin"]);
    const { right, wrong, ratio, blame, failures } = output(place);
    expect({ right, wrong, blame }).toEqual({ right: "pass", wrong: "fail", blame: "SquareForgetsTheTwo" });
    expect(ratio).toBeCloseTo(2, 6);
    expect(failures).toHaveLength(1);
    expect(failures[0]).toMatch(
      /^SquareForgetsTheTwo\.x\[\d, \d\]: .*6 of 6 elements are wrong; constant-factor: /,
    );
  });
});

describe("a strict TypeScript project compiles, libraries checked", () => {
  const portable = [
    "core",
    "data",
    "experiment",
    "gradcheck",
    "layers",
    "network",
    "plugin",
    "runs",
    "trainer",
  ];
  test("against every package that runs in a browser, without types of Node", () => {
    const place = project("typescript", portable);
    expect(existsSync(join(place, "node_modules/@types/node"))).toBe(false);
    expect(compile(place)).toBe("");
  });

  test("against the packages and entries for Node, with types of Node", () => {
    const place = project("typescript-node", [...portable, "cli", "engine-blas", "node", "typescript"], {
      "@types/node": "20.19.43",
    });
    // what convert writes compiles as well
    const examples = readdirSync(join(root, "examples")).filter((file) => file.endsWith(".yaml"));
    expect(examples.length).toBeGreaterThan(5);
    for (const file of examples) {
      const out = join(place, `converted-${file.replace(".yaml", ".ts")}`);
      const command = join(root, "packages/cli/bin/retrograd.mjs");
      run(process.execPath, [command, "convert", join(root, "examples", file), "--out", out], place);
    }
    expect(compile(place)).toBe("");
  });
});

describe("the matcher of gradients works in a project that installs it, and has its type without a declaration there", () => {
  const packages = ["core", "gradcheck", "layers", "network", "plugin"];

  test("in vitest", () => {
    const place = project("vitest", packages, { vitest: "4.1.12" });
    expect(compile(place)).toBe("");
    const { status, stdout, stderr } = runFreely("npx", ["--no-install", "vitest", "run"], place);
    expect(status, stdout + stderr).toBe(0);
    expect(stdout).toMatch(/Tests.*1 passed/);
  });

  test("in Jest, in its mode for ES modules", () => {
    const place = project("jest", packages, { jest: "30.5.2", "@types/jest": "30.0.0" });
    expect(compile(place)).toBe("");
    const jest = runFreely(
      process.execPath,
      ["--experimental-vm-modules", join(place, "node_modules/jest/bin/jest.js")],
      place,
    );
    expect(jest.status, jest.stderr).toBe(0);
    expect(jest.stderr).toMatch(/Tests: +2 passed, 2 total/);
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
  expect(evaluation.metrics.test).toEqual(metrics.final.test);
});

describe("a package that new-layer writes", () => {
  const place = join(folder, "retrograd-layer-soft-sign");
  beforeAll(() => {
    run(process.execPath, [join(root, "packages/cli/bin/retrograd.mjs"), "new-layer", "SoftSign"], folder);
    // as for its author, but with the packed packages in place of published ones; changesets are for later
    const path = join(place, "package.json");
    const manifest = JSON.parse(readFileSync(path, "utf8"));
    const { "@changesets/cli": _later, ...rest } = manifest.devDependencies;
    const overrides = overridesFor(tarballs);
    const devDependencies = Object.fromEntries(Object.keys(rest).map((name) => [name, overrides[name]]));
    writeFileSync(path, JSON.stringify({ ...manifest, devDependencies, overrides }));
    run("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline"], place);
    writeFileSync(path, JSON.stringify(manifest));
  });

  test("passes its own tests at once", () => {
    // what a test runner prints without a terminal differs from Node to Node: ask for one form
    const { status, stdout } = runFreely("npm", ["test", "--", "--test-reporter=tap"], place);
    expect(stdout).toContain("gradients are the derivatives");
    expect(stdout).toMatch(/# pass \d+\n# fail 0/);
    expect(status).toBe(0);
  });

  test("proves its gradients by the command, and fails when one is wrong", () => {
    expect(run("npm", ["run", "gradcheck"], place)).toContain("experiment.yaml: pass");
    const source = join(place, "src/soft-sign.js");
    const right = readFileSync(source, "utf8");
    writeFileSync(source, right.replace("dx: scale(dy, gain)", "dx: dy"));
    const { status, stdout } = runFreely("npm", ["run", "gradcheck"], place);
    writeFileSync(source, right);
    expect(status).not.toBe(0);
    expect(stdout).toContain("SoftSign");
    expect(stdout).toContain("checks failed");
  });

  test("is packed, installed with the others in an empty project, and trained by an experiment that requires it", () => {
    run("npm", ["pack", "--silent"], place);
    const user = join(folder, "user");
    mkdirSync(user);
    const overrides = overridesFor(tarballs);
    const dependencies = {
      "@retrograd/cli": overrides["@retrograd/cli"],
      "retrograd-layer-soft-sign": `file:${join(place, "retrograd-layer-soft-sign-0.0.0.tgz")}`,
    };
    writeFileSync(join(user, "package.json"), JSON.stringify({ private: true, dependencies, overrides }));
    run("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline"], user);
    expect(existsSync(join(user, "node_modules/retrograd-layer-soft-sign/test"))).toBe(false);
    writeFileSync(join(user, "experiment.yaml"), readFileSync(join(place, "experiment.yaml")));
    const retrograd = (...args: readonly string[]) =>
      runFreely("npx", ["--no-install", "retrograd", ...args], user, {
        XDG_CONFIG_HOME: join(user, "config"),
      });

    const refused = retrograd("train", "experiment.yaml");
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain("retrograd plugins trust retrograd-layer-soft-sign");
    expect(retrograd("plugins", "trust", "retrograd-layer-soft-sign", "--check").status).toBe(0);
    expect(retrograd("train", "experiment.yaml", "--out", "run", "--quiet").status).toBe(0);
    const record = JSON.parse(readFileSync(join(user, "run/run.json"), "utf8"));
    expect(record.metrics.final.test.accuracy).toBeGreaterThan(0.8);
    expect(record.versions["retrograd-layer-soft-sign"]).toBe("0.0.0");
    expect(retrograd("evaluate", "run").stderr).not.toContain("changed");

    // a file of one's own in TypeScript shares the command's core
    writeFileSync(
      join(user, "layer.ts"),
      'import plugin from "retrograd-layer-soft-sign";\nimport { RetrogradError } from "@retrograd/core";\n' +
        "export default { ...plugin, name: RetrogradError.name as string };\n",
    );
    const typed = retrograd("plugins", "check", "./layer.ts");
    expect(typed.stdout).toMatch(/RetrogradError unknown: \d+ checks passed/);
  });
});
