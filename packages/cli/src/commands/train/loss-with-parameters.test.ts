import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Workspace } from "../../../tests/captured-environment.js";

const plugin = new URL("../../../tests/gain-loss-plugin.mjs", import.meta.url).pathname;
let workspace: Workspace;

beforeAll(() => {
  workspace = new Workspace();
  const table = Array.from({ length: 40 }, (_, i) => `${Math.sin(i)},${Math.cos(i)},${3 * Math.sin(i)}`);
  workspace.write("line.csv", `a,b,y\n${table.join("\n")}\n`);
  workspace.write(
    "gain.yaml",
    `data: { dataset: { csv: { path: line.csv, target: y, targets: values } } }
model: { input: [2], layers: [{ Affine: 1 }, GainWithLoss] }
train: { optimizer: { Adam: 0.05 }, batch: 8, epochs: 10, checkpoint: { every: 7 } }
`,
  );
});
afterAll(() => workspace.remove());

const run = (...args: readonly string[]) => workspace.run([...args, "--plugin", plugin]);
const bytesOf = (folder: string) => readFileSync(join(workspace.directory, folder, "model.safetensors"));

test("the parameters of a loss are checked, trained, saved, resumed and used by evaluations", async () => {
  const checked = await run("gradcheck", "gain.yaml", "--json");
  expect([checked.code, checked.stdout.slice(0, 1500), checked.stderr]).toEqual([
    0,
    expect.any(String),
    expect.any(String),
  ]);
  expect(checked.stdout).toContain('"tensor": "gain"');
  const described = await run("describe", "gain.yaml", "--json");
  expect(JSON.parse(described.stdout)).toMatchObject({ parameters: 4 });
  const whole = await run("train", "gain.yaml", "--out", "whole", "--json");
  expect(whole.code).toBe(0);
  const cut = await workspace.run(["train", "gain.yaml", "--out", "cut", "--plugin", plugin], {
    interrupt: "SIGINT",
  });
  expect(cut.code).toBe(130);
  expect((await run("train", "--resume", "cut")).code).toBe(0);
  expect(bytesOf("cut")).toEqual(bytesOf("whole"));
  expect(bytesOf("whole").toString("latin1")).toContain("GainWithLoss1.gain");
  const { metrics } = JSON.parse((await run("evaluate", "whole", "--json")).stdout);
  const record = JSON.parse(readFileSync(join(workspace.directory, "whole", "run.json"), "utf8"));
  expect(metrics.test).toEqual(record.metrics.final.test);
});

test("a wrong gradient of a parameter of a loss fails, alone", async () => {
  const wrong = await run("gradcheck", "gain.yaml", "--set", "model.layers[1]=WrongGainWithLoss", "--json");
  expect(wrong.code).toBe(1);
  const { tensors } = JSON.parse(wrong.stdout).files[0];
  const failed = tensors.filter(({ verdict }: { verdict: string }) => verdict === "fail");
  expect(failed.map(({ layer, tensor }: Record<string, string>) => `${layer}.${tensor}`)).toEqual([
    "WrongGainWithLoss1.gain",
  ]);
  const proved = await workspace.run(["plugins", "check", plugin]);
  expect([proved.code, proved.stdout, proved.stderr]).toEqual([1, expect.any(String), expect.any(String)]);
  const lines = `${proved.stdout}${proved.stderr}`.split("\n");
  const failures = lines.filter((line) => line.startsWith("fail"));
  expect(failures.length).toBeGreaterThan(0);
  expect(failures.every((line) => line.startsWith("fail WrongGainWithLoss"))).toBe(true);
});
