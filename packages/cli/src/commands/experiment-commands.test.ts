import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { irisExperiment, Workspace } from "../../tests/captured-environment.js";

let workspace: Workspace;
beforeEach(() => {
  workspace = new Workspace();
  workspace.write("iris.yaml", irisExperiment);
});
afterEach(() => workspace.remove());

describe("validate", () => {
  test("prints the shape trace of a file without mistakes", async () => {
    const { code, stdout } = await workspace.run(["validate", "iris.yaml"]);
    expect(code).toBe(0);
    expect(stdout.split("\n")).toEqual([
      "iris.yaml: ok",
      "layers             output   parameters",
      "Affine1            [8]              40",
      "Relu1              [8]               0",
      "Affine2            [3]              27",
      "SoftmaxWithLoss1   [3]               0",
      "",
    ]);
  });

  test("checks all files and shows every mistake with its line", async () => {
    workspace.write("bad.yaml", irisExperiment.replace("Relu", "Rellu").replace("epochs", "epoch"));
    const { code, stdout, stderr } = await workspace.run(["validate", "bad.yaml", "iris.yaml"]);
    expect(code).toBe(2);
    expect(stdout).toContain("iris.yaml: ok");
    expect(stderr).toContain("bad.yaml:5:");
    expect(stderr).toContain('Did you mean "epochs"?');
    expect(stderr).toMatch(/bad\.yaml: \d mistakes/);
  });

  test("--json prints diagnostics and layers", async () => {
    workspace.write("bad.yaml", irisExperiment.replace("Relu", "Rellu"));
    const { code, stdout, stderr } = await workspace.run(["validate", "iris.yaml", "bad.yaml", "--json"]);
    expect(code).toBe(2);
    expect(stderr).toBe("");
    const { schema, files } = JSON.parse(stdout);
    expect(schema).toBe(1);
    expect(files[0]).toMatchObject({ file: "iris.yaml", ok: true, diagnostics: [] });
    expect(files[0].layers[0]).toEqual({ id: "Affine1", type: "Affine", output: [8], parameters: 40 });
    expect(files[1]).toMatchObject({
      ok: false,
      diagnostics: [{ code: "RG2001", line: 5, suggestion: "Relu" }],
    });
  });

  test("--format github annotates each mistake at its place", async () => {
    workspace.write("bad, 100%.yaml", irisExperiment.replace("Relu", "Rellu"));
    const files = ["bad, 100%.yaml", "none.yaml"];
    const { code, stdout } = await workspace.run(["validate", ...files, "--format", "github"]);
    expect(code).toBe(2);
    const [wrong, missing] = stdout.split("\n");
    expect(wrong).toBe(
      '::error file=bad%2C 100%25.yaml,line=5,endLine=5,col=27,endColumn=31,title=RG2001 model.layers[1]::unknown layer or loss "Rellu". docs/spec-format.md lists those that are built in. Did you mean "Relu"?',
    );
    expect(missing).toMatch(/^::error file=none.yaml::there is no file none.yaml/);
    const overridden = await workspace.run(["validate", "iris.yaml", "--format=github", "--set", "seed=-1"]);
    expect(overridden.stdout).toMatch(
      /^::error title=RG1102 seed::"seed" must be .*got -1 \(--set seed=-1\)\n$/,
    );
  });

  test("reports a file that cannot be read among the others", async () => {
    const files = ["validate", "none.yaml", "iris.yaml"];
    const { code, stdout, stderr } = await workspace.run(files);
    expect(code).toBe(2);
    expect(stdout).toContain("iris.yaml: ok");
    expect(stderr).toContain("error there is no file none.yaml");
    const document = await workspace.run([...files, "--json"]);
    expect(document.code).toBe(2);
    expect(JSON.parse(document.stdout).files).toMatchObject([
      { file: "none.yaml", ok: false, error: { code: "E_FILE" }, diagnostics: [], layers: [] },
      { file: "iris.yaml", ok: true },
    ]);
  });

  test("refuses a folder and a file of more than the limit without reading all of it", async () => {
    mkdirSync(workspace.path("empty"), { recursive: true });
    expect((await workspace.run(["validate", "empty"])).stderr).toContain(
      "the folder empty has no experiment",
    );
    workspace.write("long.yaml", `# ${"x".repeat(2_000_000)}\n${irisExperiment}`);
    const { code, stderr } = await workspace.run(["validate", "long.yaml"]);
    expect(code).toBe(2);
    expect(stderr).toContain("RG1001");
  });
});

describe("describe", () => {
  test("counts parameters, bytes and multiply-adds", async () => {
    const { stdout } = await workspace.run(["describe", "iris.yaml", "--json"]);
    // W1 4 x 8, b1 8, W2 8 x 3, b2 3; one multiply-add for each weight; three products a step of 20; the input of 4 numbers,
    // outputs of 8, 8, 3 and 3, and as many gradients
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 1,
      parameters: 67,
      parameterBytes: 268,
      multiplyAddsPerSample: 56,
      multiplyAddsPerStep: 3360,
      stepBytes: 20 * 2 * (4 + 8 + 8 + 3 + 3) * 4,
    });
  });

  test("shows every setting, overrides included", async () => {
    const { code, stdout } = await workspace.run(["describe", "iris.yaml", "--set", "dtype=float64"]);
    expect(code).toBe(0);
    expect(stdout).toContain("67 parameters, 536 B as float64");
    expect(stdout).toMatch(/^train\.batch +20$/m);
  });
});

describe("gradcheck", () => {
  test("passes the built-in layers, in a table of every tensor", async () => {
    const { code, stdout } = await workspace.run(["gradcheck", "iris.yaml"]);
    expect(code).toBe(0);
    expect(stdout.match(/ pass /g)).toHaveLength(8);
    expect(stdout).toMatch(/^Affine1 +W +\[4, 8\] +32 +pass +\d\.\de-\d+ +\[\d, \d\]$/m);
  });

  test("checks several files in one document, with another batch and seed", async () => {
    const args = ["gradcheck", "iris.yaml", "iris.yaml", "--batch", "2", "--seed", "5", "--json"];
    const { code, stdout } = await workspace.run(args);
    expect(code).toBe(0);
    const { files } = JSON.parse(stdout);
    expect(files).toHaveLength(2);
    expect(files[0]).toMatchObject({ file: "iris.yaml", verdict: "pass", batch: 2, seed: 5 });
  });

  test("fails for a wrong layer of a plugin, and says by how much", async () => {
    const built = new URL("../../tests/wrong-plugin.mjs", import.meta.url).pathname;
    workspace.write("wrong.yaml", irisExperiment.replace("Relu", "WrongScale"));
    const { code, stdout } = await workspace.run(["gradcheck", "wrong.yaml", "--plugin", built]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^fail WrongScale1\.x\[\d, \d\]: backward gives/m);
  });

  test("inconclusive gradients fail, except with --allow-inconclusive", async () => {
    // weights of 0 leave every gradient of the first layer at 0
    const zero = ["--set", "model.layers[2].Affine={ units: 3, init: { Constant: 0 } }"];
    const { code, stdout } = await workspace.run(["gradcheck", "iris.yaml", ...zero]);
    expect(stdout).toContain("inconclusive");
    expect(code).toBe(1);
    expect((await workspace.run(["gradcheck", "iris.yaml", "--allow-inconclusive", ...zero])).code).toBe(0);
  });
});

describe("init", () => {
  test.each(["two-layer", "mlp", "regression", "csv"])(
    "%s writes an experiment that validates and trains",
    async (name) => {
      expect((await workspace.run(["init", name])).code).toBe(0);
      expect((await workspace.run(["validate", "experiment.yaml"])).code).toBe(0);
      const training = await workspace.run(["train", "experiment.yaml", "--quiet"]);
      expect(training.stderr).toBe("");
      expect(training.code).toBe(0);
    },
  );

  test("writes the first template by default, and never overwrites a file", async () => {
    await workspace.run(["init", "--out", "sub/mine.yaml"]);
    const path = workspace.path("sub", "mine.yaml");
    expect(readFileSync(path, "utf8")).toContain("name: two-layer");
    const again = await workspace.run(["init", "mlp", "--out", "sub/mine.yaml"]);
    expect(again.code).toBe(2);
    expect(readFileSync(path, "utf8")).toContain("name: two-layer");
  });

  test("writes nothing when one of several files exists", async () => {
    workspace.write("iris.csv", "mine");
    expect((await workspace.run(["init", "csv"])).code).toBe(2);
    expect(readdirSync(workspace.directory).sort()).toEqual(["iris.csv", "iris.yaml"]);
  });

  test("lists the templates for an unknown one", async () => {
    const { code, stderr } = await workspace.run(["init", "three-layer"]);
    expect(code).toBe(2);
    expect(stderr).toContain("two-layer, mlp, regression, csv");
  });
});

describe("doctor", () => {
  test("names Node, the engine, the available data sets and the folders searched for others", async () => {
    const { code, stdout } = await workspace.run(["doctor", "--json", "--data-dir", workspace.directory]);
    expect(code).toBe(0);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({
      schema: 1,
      ok: true,
      node: { needed: "20.19" },
      // each call of the test's clock takes equally long
      engine: { ok: true, name: expect.stringMatching(/^(blas|portable)$/), subnormalSlowdown: 1 },
    });
    const availability = Object.fromEntries(
      report.data.map(({ name, found }: { name: string; found: boolean }) => [name, found]),
    );
    expect(availability).toMatchObject({
      digits: true,
      iris: true,
      wine: true,
      "breast-cancer": true,
      diabetes: true,
    });
    const mnist = report.data.find(({ name }: { name: string }) => name === "mnist");
    if (!mnist.found) expect(mnist.places).toContain(workspace.path("mnist"));
  });

  test("prints the same as text", async () => {
    const { stdout } = await workspace.run(["doctor"]);
    expect(stdout).toMatch(/^node +ok +\d/m);
    expect(stdout).toMatch(/^@retrograd\/core +\d/m);
  });
});
