import { existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { irisExperiment, Workspace } from "../../../tests/captured-environment.js";

let workspace: Workspace;
beforeEach(() => {
  workspace = new Workspace();
  workspace.write("double.mjs", doubleOf(2));
  workspace.write("double.yaml", doubling);
});
afterEach(() => workspace.remove());

/** A plugin with the layer `Double`, y = factor x. It imports nothing, because core is not installed in its folder. */
const doubleOf = (factor: number, backward = factor) => `
const options = { "~standard": { version: 1, vendor: "t", validate: (value) => ({ value }) } };
const times = (x, factor) => {
  const storage = x.engine.allocate(x.dtype, x.size, "scope");
  x.engine.kernels.scale(storage.array(), x.storage.array(), factor);
  return new x.constructor(x.engine, x.dtype, x.shape, storage);
};
const create = (_options, inShape) => ({
  type: "Double", outShape: inShape, paramShapes: {}, init: () => ({}),
  forward: (_params, x) => ({ y: times(x, ${factor}), backward: (dy) => ({ dx: times(dy, ${backward}), grads: {} }) }),
});
export default { name: "double", version: "1.0.0", layers: [{ type: "Double", summary: "y = 2 x", options, create }] };
`;
const doubling = `requires: [double]\n${irisExperiment.replace("Relu", "Relu, Double")}`;

describe("an experiment that requires a plugin", () => {
  test.each(["validate", "describe", "train", "gradcheck"])(
    "is refused by %s without it, with the command to run",
    async (command) => {
      const { code, stderr } = await workspace.run([command, "double.yaml"]);
      expect(code).toBe(2);
      expect(stderr).toContain("RG5001");
      expect(stderr).toContain(
        "load it with --plugin double, or permanently with retrograd plugins trust double",
      );
      expect(readdirSync(workspace.directory).toSorted()).toEqual(["double.mjs", "double.yaml"]);
    },
  );

  test("runs with it once it is trusted, in every command", async () => {
    expect((await workspace.run(["plugins", "trust", "./double.mjs"])).code).toBe(0);
    for (const command of ["validate", "describe", "train", "gradcheck"]) {
      const { code, stderr } = await workspace.run([command, "double.yaml", "--quiet"]);
      expect({ command, code, stderr }).toEqual({ command, code: 0, stderr: "" });
    }
    workspace.write("rows.csv", "5.1,3.5,1.4,0.2\n");
    for (const args of [["evaluate"], ["predict", "--input", "rows.csv"], ["gradcheck"]]) {
      const [command = "", ...flags] = args;
      const { code, stderr } = await workspace.run([command, "runs/iris-0001", ...flags]);
      expect({ command, code, stderr }).toEqual({ command, code: 0, stderr: "" });
    }
  });

  test("is refused when the trusted code has changed, and runs when it is trusted again", async () => {
    await workspace.run(["plugins", "trust", "./double.mjs"]);
    workspace.write("double.mjs", `${doubleOf(2)}throw new Error("ran");\n`);
    const changed = await workspace.run(["validate", "double.yaml"]);
    expect(changed.code).toBe(2);
    expect(changed.stderr).toMatch(
      /has changed since it was trusted and is not loaded: .* retrograd plugins trust \/\S+double\.mjs/,
    );
    workspace.write("double.mjs", `${doubleOf(2)}// fixed\n`);
    // Node caches a module at its first import
    await workspace.run(["plugins", "trust", "./double.mjs"]);
    expect((await workspace.run(["validate", "double.yaml"])).code).toBe(0);
  });

  test("is refused with a plugin whose package has another version than the required one", async () => {
    workspace.write("versions.yaml", doubling.replace("[double]", '["double@^1.0.0"]'));
    const validate = () => workspace.run(["validate", "versions.yaml", "--plugin", "./double.mjs"]);
    expect((await validate()).code).toBe(0);
    workspace.write("package.json", '{ "name": "double", "version": "2.1.0" }');
    const { code, stderr } = await validate();
    expect(code).toBe(2);
    expect(stderr).toContain("1:12 RG5002 requires[0]: needs double ^1.0.0, but version 2.1.0 is loaded");
  });

  test("is refused when the trusted code is gone or no longer trusted", async () => {
    await workspace.run(["plugins", "trust", "./double.mjs"]);
    rmSync(workspace.path("double.mjs"));
    expect((await workspace.run(["validate", "double.yaml"])).stderr).toContain("which is gone");
    expect((await workspace.run(["plugins", "untrust", "double"])).code).toBe(0);
    expect((await workspace.run(["validate", "double.yaml"])).stderr).toContain("RG5001");
  });
});

describe("a run that was trained with a plugin", () => {
  beforeEach(async () => {
    const { code } = await workspace.run([
      "train",
      "double.yaml",
      "--plugin",
      "./double.mjs",
      "--out",
      "run",
      "--quiet",
    ]);
    expect(code).toBe(0);
    workspace.write("rows.csv", "5.1,3.5,1.4,0.2\n");
  });
  const commands = [
    ["evaluate", "run"],
    ["predict", "run", "--input", "rows.csv"],
    ["gradcheck", "run"],
  ];

  test("records its name, version, hash and where it came from", () => {
    const { plugins } = JSON.parse(readFileSync(workspace.path("run/resolved.json"), "utf8"));
    const sha256 = expect.stringMatching(/^[0-9a-f]{64}$/);
    expect(plugins).toEqual([{ name: "double", version: "1.0.0", sha256, from: "./double.mjs" }]);
    const { versions } = JSON.parse(readFileSync(workspace.path("run/run.json"), "utf8"));
    expect(versions.double).toBe("1.0.0");
  });

  test.each(commands)("requires it in %s", async (...args) => {
    const { code, stdout, stderr } = await workspace.run(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("run was trained with double, which is not loaded: add --plugin ./double.mjs");
  });

  test.each(commands)("in %s, a changed code or version is a warning", async (...args) => {
    const same = await workspace.run([...args, "--plugin", "./double.mjs"]);
    expect({ code: same.code, stderr: same.stderr }).toEqual({ code: 0, stderr: "" });
    workspace.write("next.mjs", `${doubleOf(2)}// another\n`);
    const changed = await workspace.run([...args, "--plugin", "./next.mjs"]);
    expect(changed.code).toBe(0);
    expect(changed.stderr).toMatch(
      /^the code of double has changed since the training of run.*sha256 was \w{12}\.\.\., is \w{12}/,
    );
    workspace.write("newer.mjs", doubleOf(2).replace("1.0.0", "1.1.0"));
    const newer = await workspace.run([...args, "--plugin", "./newer.mjs"]);
    expect(newer.code).toBe(0);
    expect(newer.stderr).toContain("run was trained with double 1.0.0, but 1.1.0 is loaded");
  });

  test("is replayed with a warning if the code has changed", async () => {
    workspace.write("double.mjs", `${doubleOf(2)}// another\n`);
    const verified = await workspace.run(["runs", "verify", "run", "--plugin", "./double.mjs"]);
    expect(verified.stderr).toContain("the code of double has changed since the training of run");
    expect(verified.code).toBe(0);
  });

  test.each([
    ["its folder", []],
    ["its file", ["double.yaml"]],
  ])("is resumed with %s, requires the plugin and warns that its code has changed", async (_what, file) => {
    const train = (...args: string[]) => workspace.run(["train", ...args], { interrupt: "SIGINT" });
    expect((await train("double.yaml", "--plugin", "./double.mjs", "--out", "cut")).code).toBe(130);
    const missing = await workspace.run(["train", ...file, "--resume", "cut"]);
    expect(missing.code).toBe(2);
    expect(missing.stderr).toContain("--plugin");
    const same = await train(...file, "--resume", "cut", "--plugin", "./double.mjs");
    expect(same.code).toBe(130);
    expect(same.stderr).not.toContain("has changed");
    // the file that the run was trained with
    workspace.write("double.mjs", `${doubleOf(2)}// another\n`);
    const changed = await workspace.run(["train", ...file, "--resume", "cut", "--plugin", "./double.mjs"]);
    expect(changed.code).toBe(0);
    expect(changed.stderr).toMatch(/^the code of double has changed since the training of cut/);
    // the record has the code of each part of the training
    const { resumed } = JSON.parse(readFileSync(workspace.path("cut/run.json"), "utf8"));
    const { plugins } = JSON.parse(readFileSync(workspace.path("cut/resolved.json"), "utf8"));
    expect(resumed).toHaveLength(2);
    expect(resumed[0]).not.toHaveProperty("plugins");
    expect(resumed[1].plugins).toEqual([
      { ...plugins[0], sha256: expect.not.stringMatching(plugins[0].sha256), from: expect.anything() },
    ]);
  });

  test("shows a name from a hostile folder as one quoted word", async () => {
    const path = workspace.path("run/resolved.json");
    const settings = JSON.parse(readFileSync(path, "utf8"));
    const plugins = [{ name: "x\u001b[2J", version: "1", from: "a$(touch b)'c" }];
    workspace.write("run/resolved.json", JSON.stringify({ ...settings, plugins }));
    const { code, stderr } = await workspace.run(["evaluate", "run"]);
    expect(code).toBe(2);
    expect(stderr).toContain("with $'x\\x1B[2J', which is not loaded: add --plugin 'a$(touch b)'\\''c'");
  });
});

describe("plugins trust, list and untrust", () => {
  test("store the list in the user's settings, readable only by its owner", async () => {
    expect((await workspace.run(["plugins"])).stderr).toContain("no plugin is trusted");
    const { stdout } = await workspace.run(["plugins", "trust", "./double.mjs"]);
    expect(stdout).toMatch(
      /^double 1\.0\.0 is trusted: its code in \/\S+double\.mjs runs where it is required\n$/,
    );
    const { path, plugins } = JSON.parse((await workspace.run(["plugins", "--json"])).stdout);
    expect(path).toBe(workspace.path("config", "plugins.json"));
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(plugins).toEqual([
      {
        name: "double",
        version: "1.0.0",
        file: expect.stringMatching(/^\/.*double\.mjs$/),
        sha256: expect.any(String),
        state: "ok",
      },
    ]);
    workspace.write("double.mjs", "// changed\n");
    expect((await workspace.run(["plugins", "list"])).stdout).toMatch(/double +1\.0\.0 +changed/);
    rmSync(workspace.path("double.mjs"));
    expect((await workspace.run(["plugins"])).stdout).toMatch(/double +1\.0\.0 +missing/);
  });

  test("trusting a plugin again replaces its entry, and untrusting an unknown one lists the trusted plugins", async () => {
    await workspace.run(["plugins", "trust", "./double.mjs"]);
    await workspace.run(["plugins", "trust", "double.mjs"]);
    expect(JSON.parse((await workspace.run(["plugins", "--json"])).stdout).plugins).toHaveLength(1);
    const { code, stderr } = await workspace.run(["plugins", "untrust", "doubel"]);
    expect(code).toBe(2);
    expect(stderr).toContain("doubel is not trusted. Trusted: double");
  });

  test("a damaged list is an error with its place, and is not overwritten", async () => {
    await workspace.run(["plugins", "trust", "./double.mjs"]);
    for (const content of [
      "{",
      "[]",
      '{ "schema": 1, "plugins": [{ "name": "a", "version": "1", "file": "a.js", "sha256": "" }] }',
    ]) {
      workspace.write("config/plugins.json", content);
      const { code, stderr } = await workspace.run(["validate", "double.yaml"]);
      expect(code).toBe(2);
      expect(stderr).toContain("plugins.json cannot be read: fix it, or delete it");
      expect((await workspace.run(["plugins", "trust", "./double.mjs"])).code).toBe(2);
      expect(readFileSync(workspace.path("config/plugins.json"), "utf8")).toBe(content);
    }
  });

  test("an experiment without plugins does not read the list", async () => {
    workspace.write("iris.yaml", irisExperiment);
    await workspace.run(["plugins", "trust", "./double.mjs"]);
    workspace.write("config/plugins.json", "damaged");
    expect((await workspace.run(["validate", "iris.yaml"])).code).toBe(0);
  });

  test("with --check, a plugin whose gradient is wrong is not trusted", async () => {
    workspace.write("wrong.mjs", doubleOf(2, 3));
    const wrong = await workspace.run(["plugins", "trust", "./wrong.mjs", "--check"]);
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).toContain("double is not trusted");
    expect(existsSync(workspace.path("config"))).toBe(false);
    expect((await workspace.run(["plugins", "trust", "./double.mjs", "--check"])).code).toBe(0);
  });
});

describe("plugins check", () => {
  test("passes a correct layer for the usual shapes", async () => {
    const { code, stdout } = await workspace.run(["plugins", "check", "./double.mjs"]);
    expect(code).toBe(0);
    for (const shape of ["[6]", "[3, 4]", "[2, 5, 5]"]) {
      expect(stdout).toContain(`pass Double {} on ${shape}: gradients are the derivatives`);
    }
    expect(stdout).toMatch(/double 1\.0\.0: \d+ checks passed\n$/);
  });

  test("shows which gradient of a layer is wrong, and ends with 1", async () => {
    workspace.write("wrong.mjs", doubleOf(2, 3));
    const { code, stdout } = await workspace.run(["plugins", "check", "./wrong.mjs", "--quiet"]);
    expect(code).toBe(1);
    expect(stdout).toContain("fail Double {} on [6]: gradients are the derivatives");
    expect(stdout).toContain("Double.x");
    expect(stdout).not.toContain("pass");
    const { ok, proofs } = JSON.parse(
      (await workspace.run(["plugins", "check", "./wrong.mjs", "--json"])).stdout,
    );
    expect(ok).toBe(false);
    expect(
      proofs.filter(({ problem }: { readonly problem?: string }) => problem !== undefined),
    ).not.toHaveLength(0);
  });

  test("uses the examples of a layer, and fails without any that it can use", async () => {
    const picky = doubleOf(2).replace(
      "({ value })",
      '(value.n === 1 ? { value } : { issues: [{ message: "must be 1", path: ["n"] }] })',
    );
    workspace.write("picky.mjs", picky);
    const unproved = await workspace.run(["plugins", "check", "./picky.mjs"]);
    expect(unproved.code).toBe(1);
    expect(unproved.stdout).toContain("give its definition examples: [{ options, input }]");
    workspace.write(
      "examples.mjs",
      picky.replace("options, create", "options, create, examples: [{ options: { n: 1 }, input: [2] }]"),
    );
    const proved = await workspace.run(["plugins", "check", "./examples.mjs"]);
    expect(proved.code).toBe(0);
    expect(proved.stdout).toContain('Double {"n":1} on [2]');
  });

  test("checks the gradient of losses", async () => {
    const file = fileURLToPath(new URL("../../../tests/loss-plugin.mjs", import.meta.url));
    const { code, stdout } = await workspace.run(["plugins", "check", file]);
    expect(code).toBe(1);
    expect(stdout).toContain("pass Squares on [6]: the gradient is the derivative");
    // a sum over the rows, not their mean
    expect(stdout).toContain("fail Squares on [6]: the loss of a batch is the mean of its parts");
    expect(stdout).toContain("fail WrongSquares on [6]: the gradient is the derivative");
    expect(stdout).toMatch(/\d+ of 54 checks failed/);
  });
});
