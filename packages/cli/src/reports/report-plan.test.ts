import { mkdirSync, readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { irisExperiment, Workspace } from "../../tests/captured-environment.js";

let workspace: Workspace;
beforeEach(() => {
  workspace = new Workspace();
  workspace.write("iris.yaml", irisExperiment);
  mkdirSync(workspace.path("folder"));
});
afterEach(() => workspace.remove());

const gradcheck = (formats: readonly string[], variables: Readonly<Record<string, string>> = {}) =>
  workspace.run(["gradcheck", "iris.yaml", ...formats.flatMap((format) => ["--format", format])], {
    variables,
  });

describe("a wrong list of reports ends with 2, before anything is checked", () => {
  test.each([
    [
      ["sarf"],
      'no report format "sarf". Known: pretty, json, junit, sarif, github, markdown. Did you mean sarif?',
    ],
    [["xml"], 'no report format "xml"'],
    [["junit="], "names no file: write --format junit=FILE"],
    [
      ["junit", "sarif"],
      "junit and sarif cannot both go to stdout: write one into a file, such as --format junit=FILE",
    ],
    [["pretty", "json"], "such as --format json=FILE"],
    [["junit=a.xml", "sarif=./a.xml"], "the file already receives the report junit"],
    [["json=iris.yaml"], "the file is one of the experiments to check"],
    [["json=folder"], "folder cannot be written: it is a folder"],
    [["json=iris.yaml/a.json"], "iris.yaml is not a folder"],
  ])("%j", async (formats, message) => {
    const { code, stdout, stderr } = await gradcheck(formats);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
    expect(readFileSync(workspace.path("iris.yaml"), "utf8")).toBe(irisExperiment);
  });
});

test("a document is alone on stdout, and --json prints one", async () => {
  const { stdout } = await gradcheck(["json", "junit=new/folders/a.xml"]);
  expect(JSON.parse(stdout)).toMatchObject({ schema: 1, ok: true });
  expect(readFileSync(workspace.path("new", "folders", "a.xml"), "utf8")).toMatch(/^<\?xml/);
  expect((await workspace.run(["gradcheck", "iris.yaml", "--json"])).stdout).toBe(stdout);
});

test("a wrong experiment is an error in the report, and the others are checked", async () => {
  const { code } = await workspace.run(["gradcheck", "none.yaml", "iris.yaml", "--format", "json=a.json"]);
  expect(code).toBe(2);
  const { files } = JSON.parse(readFileSync(workspace.path("a.json"), "utf8"));
  expect(files).toMatchObject([
    { file: "none.yaml", ok: false, error: { code: "E_FILE" } },
    { file: "iris.yaml", ok: true, verdict: "pass" },
  ]);
});

describe("on GitHub Actions", () => {
  const actions = () => ({ GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: workspace.path("summary.md") });
  const unproved = "model.layers[2].Affine={ units: 3, init: { Constant: 0 } }";

  test("annotations follow the table, and the step summary is appended to", async () => {
    workspace.write("summary.md", "before\n");
    const { stdout } = await workspace.run(["gradcheck", "iris.yaml", "--set", unproved], {
      variables: actions(),
    });
    expect(stdout).toMatch(/^layer .*\n/);
    expect(stdout).toContain("\n::error file=iris.yaml,line=5,");
    expect(readFileSync(workspace.path("summary.md"), "utf8")).toMatch(/^before\n## Gradient check: /);
  });

  test("a report that is requested on stdout is alone there", async () => {
    const { stdout } = await gradcheck(["junit"], actions());
    expect(stdout).toMatch(/^<\?xml/);
    expect(() => readFileSync(workspace.path("summary.md"))).toThrow("ENOENT");
  });

  test("paths are relative to the checkout, wherever the command runs", async () => {
    mkdirSync(workspace.path("nets"));
    workspace.write("nets/iris.yaml", irisExperiment);
    const { stdout } = await workspace.run(
      ["gradcheck", "nets/iris.yaml", "--format", "github", "--set", unproved],
      { variables: { ...actions(), GITHUB_WORKSPACE: workspace.path("..") } },
    );
    expect(stdout).toMatch(/^::error file=retrograd-cli-[^/]+\/nets\/iris\.yaml,/);
  });
});
