import { afterAll, beforeAll, expect, test } from "vitest";
import { Workspace } from "../../tests/captured-environment.js";
import { readAllDamaged } from "../../tests/damaged-runs.js";

let workspace: Workspace;
beforeAll(() => {
  workspace = new Workspace();
});
afterAll(() => workspace.remove());

test("no command ends as an internal error, whatever value of a run's files is replaced by whatever", async () => {
  expect(await readAllDamaged(workspace, { every: 1 })).toEqual([]);
});
