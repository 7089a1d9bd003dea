import { existsSync, readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Workspace } from "../../../tests/captured-environment.js";

let workspace: Workspace;
beforeAll(() => {
  workspace = new Workspace();
  workspace.write("small.yaml", small);
});
afterAll(() => workspace.remove());

const small = `name: small # of two layers
data: { dataset: digits, scale: unit }
model:
  input: [64]
  layers:
    - Affine: 10
    - SoftmaxWithLoss
train:
  iterations: 20
`;
const smallAsProgram = `import { defineExperiment } from "@retrograd/cli/experiment";

export default defineExperiment({
  name: "small", // of two layers
  data: { dataset: "digits", scale: "unit" },
  model: {
    input: [64],
    layers: [
      { Affine: 10 },
      "SoftmaxWithLoss",
    ],
  },
  train: {
    iterations: 20,
  },
});
`;

describe("retrograd convert", () => {
  test("converts an experiment file to TypeScript and back", async () => {
    const { code, stdout, stderr } = await workspace.run(["convert", "small.yaml"]);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: smallAsProgram, stderr: "" });
    workspace.write("printed.ts", stdout);
    expect((await workspace.run(["convert", "printed.ts"])).stdout).toBe(small);
  });

  test("writes a new file and never overwrites one", async () => {
    const wrote = await workspace.run(["convert", "small.yaml", "--out", "new/small.mts"]);
    expect(wrote).toMatchObject({ code: 0, stdout: "wrote new/small.mts\n" });
    expect(readFileSync(workspace.path("new/small.mts"), "utf8")).toBe(smallAsProgram);
    const again = await workspace.run(["convert", "small.yaml", "--out", "new/small.mts"]);
    expect(again.code).toBe(2);
    expect(again.stderr).toContain("new/small.mts already exists and is not overwritten");
    const itself = await workspace.run(["convert", "new/small.mts", "--out", "small.yaml"]);
    expect(itself.code).toBe(2);
    expect(readFileSync(workspace.path("small.yaml"), "utf8")).toBe(small);
  });

  test.each([
    ["small.yaml", "out.yaml", "would contain TypeScript"],
    ["printed.ts", "out.ts", "would contain YAML"],
  ])("of %s to %s is refused", async (file, out, message) => {
    const { code, stderr } = await workspace.run(["convert", file, "--out", out]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(existsSync(workspace.path(out))).toBe(false);
  });

  test.each([
    ["wrong.yaml", "model: { input: [4], layers: [Rellu] }\n", "wrong.yaml:1:31 RG2001 model.layers[0]"],
    [
      "wrong.ts",
      'export default { model: { input: [4], layers: ["Rellu"] } };\n',
      "wrong.ts:1:48 RG2001 model.layers[0]",
    ],
    ["call.ts", "export default { model: make() };\n", "call.ts:1:25 RG1019 model"],
  ])("of %s reports the mistake with its place and writes nothing", async (file, text, message) => {
    workspace.write(file, text);
    const before = readdirSync(workspace.path("."));
    const out = file.endsWith(".ts") ? "out.yaml" : "out.ts";
    const { code, stdout, stderr } = await workspace.run(["convert", file, "--out", out]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
    expect(readdirSync(workspace.path("."))).toEqual(before);
  });

  test("prints the text in a document with --json", async () => {
    const { stdout } = await workspace.run(["convert", "small.yaml", "--json"]);
    expect(JSON.parse(stdout)).toEqual({
      schema: 1,
      file: "small.yaml",
      to: "typescript",
      text: smallAsProgram,
    });
  });
});

describe("an experiment in TypeScript", () => {
  const canary = (name: string) =>
    smallAsProgram.replace(
      'import { defineExperiment } from "@retrograd/cli/experiment";',
      `import { defineExperiment } from "./${name}.mjs";`,
    );

  test("is validated, described, checked and trained like its YAML, and none of it runs", async () => {
    workspace.write(
      "canary.mjs",
      `import { writeFileSync } from "node:fs";\nwriteFileSync("${workspace.path("ran")}", "");\n`,
    );
    workspace.write("small.ts", canary("canary"));
    for (const command of ["validate", "describe", "gradcheck"]) {
      const yaml = await workspace.run([command, "small.yaml"]);
      const typeScript = await workspace.run([command, "small.ts"]);
      expect(typeScript.code).toBe(0);
      expect(typeScript.stdout).toBe(yaml.stdout.replaceAll("small.yaml", "small.ts"));
    }
    for (const file of ["small.yaml", "small.ts"]) {
      expect(await workspace.run(["train", file, "--out", `run-of-${file}`])).toMatchObject({ code: 0 });
    }
    const model = (file: string) => readFileSync(workspace.path(`run-of-${file}/model.safetensors`), "hex");
    expect(model("small.ts")).toBe(model("small.yaml"));
    expect(readFileSync(workspace.path("run-of-small.ts/experiment.yaml"), "utf8")).toBe(small);
    expect(existsSync(workspace.path("ran"))).toBe(false);
  });

  test("accepts overrides, and can extend a file", async () => {
    workspace.write("more.ts", 'export default { extends: "small.yaml", train: { batch: 7 } };\n');
    const { code, stdout } = await workspace.run([
      "describe",
      "more.ts",
      "--set",
      "train.iterations=3",
      "--json",
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).settings).toMatchObject({ name: "small", train: { batch: 7, iterations: 3 } });
  });
});
