import { readdirSync, readFileSync } from "node:fs";
import { findBlas } from "@retrograd/engine-blas";
import { chooseEngine } from "@retrograd/node/command";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { irisExperiment, Workspace } from "../../tests/captured-environment.js";

let workspace: Workspace;
beforeEach(() => {
  workspace = new Workspace();
  workspace.write("iris.yaml", irisExperiment.replace("portable", "auto"));
});
afterEach(() => workspace.remove());

const available = findBlas().library !== undefined;
const none = { variables: { RETROGRAD_BLAS: "none" } };
const wrong = { variables: { RETROGRAD_BLAS: "/nonexistent" } };
const engineOf = (run: string) =>
  JSON.parse(readFileSync(workspace.path(run, "run.json"), "utf8")).engine.name;

describe("without a BLAS library", () => {
  test("auto trains on the portable engine and reports it in one line, except with --quiet", async () => {
    const { code, stderr } = await workspace.run(["train", "iris.yaml", "--out", "a"], none);
    expect(code).toBe(0);
    expect(stderr.match(/no BLAS library found/g)).toHaveLength(1);
    expect(stderr).toContain("retrograd doctor shows how to get one");
    expect(engineOf("a")).toBe("portable");
    expect((await workspace.run(["evaluate", "a"], none)).stderr).toContain("no BLAS library found");
    const quiet = await workspace.run(["train", "iris.yaml", "--quiet"], none);
    expect(quiet.stderr).toBe("");
  });

  test.each([
    ["turned off", none, "apt-get install libopenblas0-pthread"],
    ["a wrong name", wrong, "RETROGRAD_BLAS names /nonexistent"],
  ])("blas by name ends with 2 and writes nothing: %s", async (_why, options, message) => {
    const { code, stdout, stderr } = await workspace.run(["train", "iris.yaml", "--engine", "blas"], options);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    if (process.platform === "linux" || options === wrong) expect(stderr).toContain(message);
    expect(readdirSync(workspace.directory)).toEqual(["iris.yaml"]);
  });

  test("a wrong path is also an error for auto", async () => {
    expect((await workspace.run(["train", "iris.yaml"], wrong)).code).toBe(2);
  });

  test.each(["portable", "reference"])("the %s engine ignores a wrong path", async (name) => {
    const args = ["train", "iris.yaml", "--engine", name, "--out", "a"];
    const { code, stderr } = await workspace.run(args, wrong);
    expect(code).toBe(0);
    expect(stderr).not.toContain("BLAS");
    expect(engineOf("a")).toBe(name);
  });

  test("a command that does not train looks for no library", async () => {
    workspace.write("blas.yaml", irisExperiment.replace("portable", "blas"));
    for (const command of ["validate", "describe", "gradcheck"]) {
      const { code, stderr } = await workspace.run([command, "blas.yaml"], wrong);
      expect({ command, code, stderr }).toEqual({ command, code: 0, stderr: "" });
    }
  });

  test("doctor lists the libraries it tried and how to get one, and fails for a wrong path", async () => {
    const { code, stdout } = await workspace.run(["doctor", "--json"], none);
    expect(code).toBe(0);
    const { engine } = JSON.parse(stdout);
    expect(engine).toMatchObject({
      name: "portable",
      lack: { failed: [{ place: "RETROGRAD_BLAS=none", reason: "turned off" }] },
    });
    expect(engine.lack.advice).toContain("RETROGRAD_BLAS=/path");
    const text = await workspace.run(["doctor"], none);
    expect(text.stdout).toContain(engine.lack.advice);
    const failing = await workspace.run(["doctor"], wrong);
    expect(failing.code).toBe(1);
    expect(failing.stdout).toContain("RETROGRAD_BLAS names /nonexistent");
  });
});

describe("threads of an engine", () => {
  const choose = (variables: Record<string, string>) =>
    chooseEngine("auto", { variables: { RETROGRAD_BLAS: "none", ...variables } });

  test.each([
    [{ RETROGRAD_THREADS: "1", OMP_NUM_THREADS: "2" }, "1 thread"],
    [{ OPENBLAS_NUM_THREADS: "2", OMP_NUM_THREADS: "1" }, "2 threads"],
    [{ OMP_NUM_THREADS: "3,2" }, "3 threads"],
  ])("are counted by %o", async (variables, threads) => {
    expect((await choose(variables)).engine.description).toBe(`WebAssembly SIMD128, ${threads}`);
  });

  test("are shared by engines with the same variables; other variables create another engine", async () => {
    const one = await choose({ RETROGRAD_THREADS: "1" });
    expect((await choose({ RETROGRAD_THREADS: "1" })).engine).toBe(one.engine);
    expect((await choose({ RETROGRAD_THREADS: "2" })).engine).not.toBe(one.engine);
    const byName = { variables: { RETROGRAD_THREADS: "1" } };
    expect((await chooseEngine("portable", byName)).reason).toBe("chosen by name");
  });

  test.each(["portable", "auto", "blas"] as const)(
    "that are not a number are an error on %s",
    async (word) => {
      const variables = { OMP_NUM_THREADS: "all" };
      await expect(chooseEngine(word, { variables })).rejects.toMatchObject({
        code: "E_ENGINE",
        message: "OMP_NUM_THREADS must be a whole number from 1 to 9999, got all",
      });
    },
  );
});

describe.skipIf(!available)("with a BLAS library (skipped without one)", () => {
  test("auto uses it without a message, and the record names it", async () => {
    const { code, stderr } = await workspace.run(["train", "iris.yaml", "--out", "a"]);
    expect(code).toBe(0);
    expect(stderr).not.toContain("BLAS");
    const { engine } = JSON.parse(readFileSync(workspace.path("a", "run.json"), "utf8"));
    expect(engine.name).toBe("blas");
    expect(engine.description).toContain("through koffi");
    expect((await workspace.run(["doctor"])).stdout).toContain(engine.description);
  });

  test.each(["float32", "float64"])("the same seed leaves the same bytes in %s", async (dtype) => {
    const variables = { RETROGRAD_THREADS: "2" };
    const flags = ["--engine", "blas", "--set", `dtype=${dtype}`, "--set", "model.layers[0].Affine=200"];
    for (const out of ["a", "b"]) {
      const { code } = await workspace.run(["train", "iris.yaml", "--out", out, ...flags], { variables });
      expect(code).toBe(0);
    }
    for (const file of ["experiment.yaml", "metrics.jsonl", "model.safetensors", "resolved.json"]) {
      const [a, b] = ["a", "b"].map((out) => readFileSync(workspace.path(out, file)));
      expect(b.equals(a), file).toBe(true);
    }
  });

  test("a run trained on it is evaluated without it with --engine", async () => {
    await workspace.run(["train", "iris.yaml", "--out", "a", "--engine", "blas"]);
    expect((await workspace.run(["evaluate", "a"], none)).code).toBe(2);
    const elsewhere = await workspace.run(["evaluate", "a", "--engine", "reference", "--json"], none);
    const here = await workspace.run(["evaluate", "a", "--json"]);
    const lossOf = ({ stdout }: { stdout: string }) => JSON.parse(stdout).metrics.test.loss;
    expect(lossOf(elsewhere)).toBeCloseTo(lossOf(here), 5);
    const input = ["predict", "a", "--input", "rows.csv"];
    workspace.write("rows.csv", "5.1,3.5,1.4,0.2\n");
    expect((await workspace.run([...input, "--engine", "reference"], none)).stdout).toContain("setosa");
    expect((await workspace.run(input)).stdout).toContain("setosa");
  });
});
