import { afterAll, beforeAll, expect, test } from "vitest";
import { Workspace } from "../../tests/captured-environment.js";
import { damagedFiles, readAllDamaged } from "../../tests/damaged-runs.js";

let workspace: Workspace;
beforeAll(() => {
  workspace = new Workspace();
});
afterAll(() => workspace.remove());

// 2,600 faults, up to 11 commands each: 1 to 5 minutes of CPU a file, so each file has a time limit of its own
test.each(damagedFiles)(
  "no command ends in an internal error when any value of %s is replaced",
  async (file) => {
    workspace.remove();
    workspace = new Workspace();
    expect(await readAllDamaged(workspace, { every: 1, files: [file] })).toEqual([]);
  },
);
