import { afterAll, beforeAll, expect, test } from "vitest";
import { Workspace } from "../../tests/captured-environment.js";
import { readAllDamaged } from "../../tests/damaged-runs.js";

let workspace: Workspace;
beforeAll(() => {
  workspace = new Workspace();
});
afterAll(() => workspace.remove());

test("no command ends as an internal error, with one in 41 of the values of a run's files replaced", async () => {
  expect(await readAllDamaged(workspace, { every: 41 })).toEqual([]);
}, 300_000);
