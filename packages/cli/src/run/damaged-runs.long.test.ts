import { afterAll, beforeAll, expect, test } from "vitest";
import { Workspace } from "../../tests/captured-environment.js";
import { readAllDamaged } from "../../tests/damaged-runs.js";

let workspace: Workspace;
beforeAll(() => {
  workspace = new Workspace();
});
afterAll(() => workspace.remove());

test("no command ends in an internal error when any value of a run's files is replaced", async () => {
  expect(await readAllDamaged(workspace, { every: 1 })).toEqual([]);
});
