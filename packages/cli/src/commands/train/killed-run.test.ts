import { appendFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { irisExperiment, Workspace } from "../../../tests/captured-environment.js";

let workspace: Workspace;
beforeEach(async () => {
  workspace = new Workspace();
  workspace.write("iris.yaml", irisExperiment);
  await workspace.run(["train", "iris.yaml", "--out", "a", "--set", "train.checkpoint.every=10"]);
});
afterEach(() => workspace.remove());

/** Changes a run as kill -9 does: a record from its start, no model, and an incomplete last row.
 *  @returns its final metrics */
function kill(run: string): unknown {
  const file = workspace.path(run, "run.json");
  const {
    reason: _reason,
    model: _model,
    timing: _timing,
    finishedAt: _at,
    ...record
  } = JSON.parse(readFileSync(file, "utf8"));
  const { measures, final } = record.metrics;
  const metrics = { final: {}, best: {}, measures };
  writeFileSync(file, JSON.stringify({ ...record, status: "running", steps: 0, metrics }));
  rmSync(workspace.path(run, "model.safetensors"));
  appendFileSync(workspace.path(run, "metrics.jsonl"), '{"type":"step","st');
  return final;
}

/** Locks the run's folder, as if the parent process of these tests were writing to it. */
const lock = (run: string) => writeFileSync(workspace.path(run, `.lock-${process.ppid}`), "");

describe("a run that was killed", () => {
  test("is listed as killed, with its last step and its last metrics", async () => {
    const final = kill("a");
    expect((await workspace.run(["runs", "--dir", "."])).stdout).toMatch(
      /^a +killed +30 +0\.\d{4} +[\d.]+%/m,
    );
    const { stdout } = await workspace.run(["runs", "show", "a", "--json"]);
    expect(JSON.parse(stdout).run).toMatchObject({ status: "killed", steps: 30, metrics: { final } });
    expect((await workspace.run(["runs", "show", "a"])).stdout).toMatch(/^killed after 30 steps\n/);
    lock("a");
    expect((await workspace.run(["runs", "show", "a"])).stdout).toMatch(/^running after 30 steps\n/);
  });

  test("is verified up to its last step", async () => {
    kill("a");
    const stdout30 = "a: 30 steps replayed; 16 rows, 2 checkpoints have the same bytes\n";
    expect(await workspace.run(["runs", "verify", "a"])).toEqual({ code: 0, stdout: stdout30, stderr: "" });
    const file = workspace.path("a", "metrics.jsonl");
    writeFileSync(file, readFileSync(file, "utf8").replace('"step":20,', '"step":21,'));
    const { code, stdout } = await workspace.run(["runs", "verify", "a"]);
    expect(stdout).toContain("a differs from its replay, first at step 20");
    expect(code).toBe(1);
  });

  test("does not differ from a completed run up to its last step", async () => {
    await workspace.run(["train", "iris.yaml", "--out", "b", "--set", "train.epochs=7"]);
    kill("b");
    const { stdout } = await workspace.run(["runs", "diff", "b", "a"]);
    expect(stdout).toContain("trained again, they are equal for 30 steps");
  });

  test("has no model, and says what to do", async () => {
    kill("a");
    const { code, stderr } = await workspace.run(["evaluate", "a"]);
    expect(stderr).toContain(
      "the run was killed, and only completed or interrupted runs have a model: resume it with retrograd train --resume a, or use one of its checkpoints, a/checkpoints/step-00000030\n",
    );
    expect(code).toBe(2);
  });
});

test("a changed model is refused, if the record has its hash", async () => {
  const file = workspace.path("a", "model.safetensors");
  const bytes = readFileSync(file);
  bytes[bytes.length - 4] = (bytes[bytes.length - 4] ?? 0) ^ 1;
  writeFileSync(file, bytes);
  for (const args of [
    ["evaluate", "a"],
    ["predict", "a", "--input", "iris.yaml"],
  ]) {
    const { code, stderr } = await workspace.run(args);
    expect(stderr).toMatch(
      /model\.safetensors is damaged: its sha256 must be \w{12}\.\.\., got \w{12}\.\.\.: use one of its checkpoints, a\/checkpoints\/step-00000030, or if it was changed on purpose, remove "model" from run\.json\n/,
    );
    expect(code).toBe(2);
  }
  const record = workspace.path("a", "run.json");
  const { model, ...rest } = JSON.parse(readFileSync(record, "utf8"));
  expect(model.sha256).toMatch(/^[0-9a-f]{64}$/);
  writeFileSync(record, JSON.stringify(rest));
  expect((await workspace.run(["evaluate", "a"])).code).toBe(0);
});

test("a run that is still training is not verified, and the error names its process", async () => {
  lock("a");
  const { code, stderr } = await workspace.run(["runs", "verify", "a"]);
  expect(stderr).toBe(`error process ${process.ppid} still trains a: wait until it ends, or end it\n`);
  expect(code).toBe(2);
});

test.each(["iris.yaml", "nothing"])("%s is not a run to verify", async (name) => {
  const { code, stderr } = await workspace.run(["runs", "verify", name]);
  expect(stderr).toBe(`error ${workspace.path(name)} is not a run folder: it has no run.json\n`);
  expect(code).toBe(2);
});

describe("a checkpoint instead of a run", () => {
  test("is evaluated and predicts with its parameters", async () => {
    const [early, last] = ["a/checkpoints/step-00000025.safetensors", "a/checkpoints/step-00000030"];
    rmSync(workspace.path("a"), { recursive: true });
    await workspace.run(["train", "iris.yaml", "--out", "a", "--set", "train.checkpoint.every=25"]);
    expect(readdirSync(workspace.path("a", "checkpoints"))).toEqual([
      "step-00000025.safetensors",
      "step-00000030.safetensors",
    ]);
    const rows = readFileSync(workspace.path("a", "metrics.jsonl"), "utf8").split("\n");
    for (const step of [24, 30])
      expect(rows.some((row) => row.includes(`"eval","step":${step},`))).toBe(true);
    const whole = await workspace.run(["evaluate", "a"]);
    expect(await workspace.run(["evaluate", last])).toEqual(whole);
    const before = await workspace.run(["evaluate", early]);
    expect(before.code).toBe(0);
    expect(before.stdout).not.toBe(whole.stdout);
    workspace.write("new.csv", "5.1,3.5,1.4,0.2\n");
    const prediction = await workspace.run(["predict", early, "--input", "new.csv"]);
    expect(prediction.stdout).toMatch(/^index,class,probability\n0,setosa,0\.\d+\n$/);
    expect(prediction.stdout).not.toBe((await workspace.run(["predict", "a", "--input", "new.csv"])).stdout);
  });

  test("is named at the end of a run that keeps its best checkpoint", async () => {
    const best = ["train", "iris.yaml", "--out", "b", "--set", "train.checkpoint.best=test.loss"];
    const { stderr } = await workspace.run(best);
    const [, loss, command = ""] =
      /^best test\.loss (\S+): retrograd (evaluate b\/checkpoints\/step-\d{8})$/m.exec(stderr) ?? [];
    expect((await workspace.run(command.split(" "))).stdout).toMatch(new RegExp(`^test loss ${loss} `));
  });

  test("that does not exist is refused, with a list of those that do", async () => {
    for (const command of [["evaluate"], ["train", "--resume"]]) {
      await workspace.run(["train", "iris.yaml", "--out", "b"], { interrupt: "SIGINT", interruptAt: 2 });
      const { code, stderr } = await workspace.run([...command, "b/checkpoints/step-00000099"]);
      expect(stderr).toMatch(/error b has no checkpoint step-00000099: it has step-\d{8}(-to-evaluate)?\n$/);
      expect(code).toBe(2);
    }
  });

  test("that is damaged is refused", async () => {
    const file = workspace.path("a", "checkpoints", "step-00000030.safetensors");
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.fill(1, bytes.length - 4));
    const { code, stderr } = await workspace.run(["evaluate", "a/checkpoints/step-00000030"]);
    expect(stderr).toContain("step-00000030.safetensors is damaged: its sha256 must be");
    expect(code).toBe(2);
  });
});
