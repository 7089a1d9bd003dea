import { philoxStreams } from "@retrograd/core";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Workspace } from "../tests/captured-environment.js";
import {
  crashExperiment,
  dieAt,
  expectSameBytes,
  failpointsWithin,
  killAtRandom,
  trainOn,
  writeTrial,
} from "../tests/crash-trials.js";

let workspace: Workspace;
beforeEach(() => {
  workspace = new Workspace();
});
afterEach(() => workspace.remove());

test("kill -9 at 1,000 random instants", async () => {
  const rng = philoxStreams(1).stream("kills");
  let kills = 0;
  for (let round = 0; kills < 1000; round++) {
    writeTrial(workspace, round, 1500);
    const [whole, run] = [`whole${round}`, `run${round}`];
    expect((await trainOn(workspace, whole).ended()).code).toBe(0);
    kills += await killAtRandom(workspace, run, rng, 1000 - kills);
    expectSameBytes(workspace, run, whole);
  }
  expect(kills).toBe(1000);
});

test("kills at each failpoint, 20 times", async () => {
  const rng = philoxStreams(2).stream("failpoints");
  for (let round = 0; round < 20; round++) {
    writeTrial(workspace, round, 150);
    const [whole, run] = [`whole${round}`, `run${round}`];
    expect((await trainOn(workspace, whole).ended()).code).toBe(0);
    for (const index of rng.permutation(failpointsWithin.length)) {
      const [nth = 0] = rng.integers(8, 1);
      await dieAt(workspace, run, failpointsWithin[index] ?? "checkpoint-begun", 1 + nth);
    }
    await dieAt(workspace, run, "model-written", 1);
    expect((await trainOn(workspace, run).ended()).code).toBe(0);
    expectSameBytes(workspace, run, whole);
  }
});

test("50 signals end training within 2 seconds each, and none changes a byte of the result", async () => {
  const rng = philoxStreams(3).stream("signals");
  workspace.write("crash.yaml", crashExperiment(4000, "numpy"));
  expect((await trainOn(workspace, "whole").ended()).code).toBe(0);
  let signals = 0;
  let slowest = 0;
  for (let run = 0; signals < 50; run++) {
    for (;;) {
      const command = trainOn(workspace, `run${run}`);
      const signal = (["SIGINT", "SIGTERM", "SIGHUP"] as const)[signals % 3] ?? "SIGINT";
      await command.ready("checkpoint step");
      await new Promise((resolve) => setTimeout(resolve, 80 * rng.uniform()));
      const signalTime = performance.now();
      if (signals < 50) command.child.kill(signal);
      const { code } = await command.ended();
      if (code === 0) break;
      expect(code, command.stderr).toBe({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }[signal]);
      expect(command.stderr).toContain("retrograd train --resume");
      slowest = Math.max(slowest, performance.now() - signalTime);
      signals++;
    }
    expectSameBytes(workspace, `run${run}`, "whole");
  }
  // a guarantee of the command, not a measurement
  expect(slowest).toBeLessThan(2000);
});

test("50 second processes are refused, and the locks of 50 killed processes are removed", async () => {
  workspace.write("crash.yaml", crashExperiment(1_000_000, "philox"));
  let owner = trainOn(workspace, "run");
  for (let trial = 0; trial < 50; trial++) {
    await owner.ready();
    const second = trainOn(workspace, "run");
    expect((await second.ended()).code).toBe(2);
    expect(second.stderr).toContain(`process ${owner.child.pid} writes into`);
    owner.child.kill("SIGKILL");
    await owner.ended();
    owner = trainOn(workspace, "run");
  }
  await owner.ready();
  owner.child.kill("SIGKILL");
  await owner.ended();
});
