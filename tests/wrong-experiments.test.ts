import { readdirSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Workspace } from "../packages/cli/tests/captured-environment.js";
import { wrongExperiments } from "../packages/experiment/tests/wrong-experiments/catalogue.js";

let workspace: Workspace;
beforeAll(() => {
  workspace = new Workspace();
});
afterAll(() => workspace.remove());

describe.each(wrongExperiments)("a file with a mistake in $part", ({ rows }) => {
  test.each(rows)("%j ends train with 2, without a stack trace or a file", async (text) => {
    workspace.write("wrong.yaml", text);
    const { code, stdout, stderr } = await workspace.run(["train", "wrong.yaml"]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^wrong\.yaml:\d+:\d+ RG\d{4}/);
    expect(stderr).not.toMatch(/^ +at /m);
    expect(readdirSync(workspace.directory)).toEqual(["wrong.yaml"]);
  });
});
