import { philoxStreams } from "@retrograd/core";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Workspace } from "../tests/captured-environment.js";
import {
  crashExperiment,
  dieAt,
  expectSameBytes,
  expectWhole,
  failpointsWithin,
  killAtRandom,
  trainOn,
  writeTrial,
} from "../tests/crash-trials.js";

const patience = 600_000;
let workspace: Workspace;
beforeEach(() => {
  workspace = new Workspace();
});
afterEach(() => workspace.remove());

test(
  "kill -9 at 100 random instants loses no acknowledged checkpoint, damages none, and changes no byte of the result",
  async () => {
    const rng = philoxStreams(0).stream("kills");
    let kills = 0;
    for (let round = 0; kills < 100; round++) {
      writeTrial(workspace, round, 1500);
      const [whole, run] = [`whole${round}`, `run${round}`];
      expect((await trainOn(workspace, whole).ended()).code).toBe(0);
      kills += await killAtRandom(workspace, run, rng, 100 - kills);
      expectSameBytes(workspace, run, whole);
    }
    expect(kills).toBe(100);
  },
  patience,
);

test(
  "a run that is killed at each failpoint and resumed ends with the same bytes",
  async () => {
    workspace.write("crash.yaml", crashExperiment(80, "numpy"));
    expect((await trainOn(workspace, "whole").ended()).code).toBe(0);
    for (const [index, point] of failpointsWithin.entries()) {
      await dieAt(workspace, "run", point, 1 + (index % 4));
    }
    await dieAt(workspace, "run", "model-written", 1);
    expect((await trainOn(workspace, "run").ended()).code).toBe(0);
    expectSameBytes(workspace, "run", "whole");
  },
  patience,
);

test("a second process on a run's folder is refused, and can resume the run after the first was killed", async () => {
  workspace.write("crash.yaml", crashExperiment(100_000, "philox"));
  const first = trainOn(workspace, "run");
  await first.ready();
  const second = trainOn(workspace, "run");
  expect((await second.ended()).code).toBe(2);
  expect(second.stderr).toContain(`process ${first.child.pid} writes into`);
  first.child.kill("SIGKILL");
  await first.ended();
  const third = trainOn(workspace, "run");
  await third.ready("checkpoint step");
  third.child.kill("SIGTERM");
  expect((await third.ended()).code, third.stderr).toBe(143);
  await expectWhole(workspace, "run", third.acknowledged);
});

test("a second signal stops at once, and the run can be resumed", async () => {
  workspace.write("crash.yaml", crashExperiment(1_000_000, "philox"));
  const command = trainOn(workspace, "run");
  await command.ready("checkpoint step");
  // both are pending when the process continues, so the second arrives before the first is handled
  for (const signal of ["SIGSTOP", "SIGINT", "SIGTERM", "SIGCONT"] as const) command.child.kill(signal);
  // a process with several threads may handle either signal first
  expect([130, 143]).toContain((await command.ended()).code);
  expect(command.stderr).toContain(
    ": stopping after this step and saving a checkpoint; a second signal stops at once",
  );
  expect(command.stderr).not.toContain("retrograd train --resume");
  await expectWhole(workspace, "run", command.acknowledged);
  const resumed = trainOn(workspace, "run");
  await resumed.ready("checkpoint step");
  resumed.child.kill("SIGINT");
  expect((await resumed.ended()).code, resumed.stderr).toBe(130);
});
