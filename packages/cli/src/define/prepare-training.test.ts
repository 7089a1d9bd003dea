import { readdirSync, readFileSync } from "node:fs";
import process from "node:process";
import { chooseEngine } from "@retrograd/node/command";
import { encodeParams } from "@retrograd/runs";
import { train } from "@retrograd/trainer";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Workspace } from "../../tests/captured-environment.js";
import { defineExperiment, prepareTraining } from "./index.js";

let workspace: Workspace;
beforeAll(() => {
  workspace = new Workspace();
});
afterAll(() => workspace.remove());

const digits = (lr: number) =>
  defineExperiment({
    engine: "reference",
    data: { dataset: "digits", scale: "unit" },
    model: { input: [64], layers: [{ Affine: 10 }, "SoftmaxWithLoss"] },
    train: { optimizer: { SGD: { lr } }, batch: 32, iterations: 50, evaluate: { every: 50 } },
  });

test("training an experiment in a program gives the same bits as the command", async () => {
  const options = await prepareTraining(digits(0.5));
  for await (const event of train(options)) {
    if (event.type === "end") expect(event.step).toBe(50);
  }
  workspace.write("digits.ts", `export default ${JSON.stringify(digits(0.5).input)};\n`);
  expect(await workspace.run(["train", "digits.ts", "--out", "run"])).toMatchObject({ code: 0 });
  const model = readFileSync(workspace.path("run/model.safetensors"));
  expect(Buffer.from(encodeParams(options.params)).equals(model)).toBe(true);
});

test.each([
  [{ ...digits(0.5).input, train: undefined }, "RG4004"],
  [{ ...digits(0.5).input, data: undefined }, "RG3001"],
  [{ ...digits(0.5).input, model: { input: [9], layers: [{ Affine: 10 }, "SoftmaxWithLoss"] } }, "RG3004"],
  [{ ...digits(0.5).input, seed: -1 }, "RG1102"],
])("an experiment that cannot be trained is refused with the reason", async (input, code) => {
  const { plugins } = digits(0.5);
  await expect(prepareTraining({ plugins, input: JSON.parse(JSON.stringify(input)) })).rejects.toMatchObject({
    code: "E_SPEC",
    data: { diagnostics: [{ code }] },
  });
});

const wide = (engine: "portable" | "auto", lr: number) =>
  defineExperiment({
    engine,
    data: { dataset: "digits", scale: "unit" },
    // large enough for its products to be shared
    model: { input: [64], layers: [{ Affine: 200 }, "Relu", { Affine: 10 }, "SoftmaxWithLoss"] },
    train: { optimizer: { SGD: { lr } }, batch: 64, iterations: 3, evaluate: { every: 3 } },
  });

test.each(["portable", "auto"] as const)(
  "trainings on %s share one engine and its threads",
  async (engine) => {
    const [threads, engines] = [new Set<number>(), new Set<unknown>()];
    for (let i = 1; i <= 20; i++) {
      const options = await prepareTraining(wide(engine, i / 100));
      engines.add(options.network.engine);
      for await (const event of train(options)) if (event.type === "end") expect(event.step).toBe(3);
      if (i > 1 && process.platform === "linux") threads.add(readdirSync("/proc/self/task").length);
    }
    expect(engines).toEqual(new Set([(await chooseEngine(engine, { variables: process.env })).engine]));
    expect(threads.size).toBeLessThanOrEqual(1);
  },
);
