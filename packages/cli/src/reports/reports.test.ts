import { readFileSync } from "node:fs";
import draft4 from "ajv-draft-04";
import { afterAll, beforeAll, expect, test } from "vitest";
import { validateXML } from "xmllint-wasm";
import { irisExperiment, Workspace } from "../../tests/captured-environment.js";

const schemas = new URL("../../tests/schemas/", import.meta.url);
const plugin = new URL("../../tests/wrong-plugin.mjs", import.meta.url).pathname;
const files = ["right.yaml", "wrong net.yaml", "unproved.yaml"];
const reports = ["junit", "sarif", "github", "markdown", "json", "pretty"] as const;

let workspace: Workspace;
/** Each report of a check of a right, a wrong and an unproved experiment. */
const contents: Record<string, string> = {};
let table: string;

beforeAll(async () => {
  workspace = new Workspace();
  workspace.write("right.yaml", irisExperiment);
  workspace.write("wrong net.yaml", irisExperiment.replace("Relu", "WrongScale"));
  // weights of 0 leave every gradient of the first layer at 0
  workspace.write(
    "unproved.yaml",
    irisExperiment.replace("{ Affine: 3 }", "{ Affine: { units: 3, init: { Constant: 0 } } }"),
  );
  const formats = reports.flatMap((name) => ["--format", `${name}=out/${name}`]);
  const { code, stdout } = await workspace.run(["gradcheck", ...files, "--plugin", plugin, ...formats]);
  expect(code).toBe(1);
  table = stdout;
  for (const name of reports) contents[name] = readFileSync(workspace.path("out", name), "utf8");
});
afterAll(() => workspace.remove());

test("the table is printed and written to its file", () => {
  expect(contents.pretty).toBe(table);
  expect(table).toContain("wrong net.yaml: fail");
});

test("a failure is followed by the command line that repeats the check", () => {
  const again = `  again: retrograd gradcheck 'wrong net.yaml' --layer WrongScale1 --seed 0 --batch 3 --plugin ${plugin}`;
  expect(
    table.split("\n").filter((line) => line.startsWith("  again: ") && line.includes("wrong net")),
  ).toEqual([again]);
});

test("the command line repeats the mode, the steps of training and the step", async () => {
  const flags = ["--plugin", plugin, "--mode", "fast", "--burn-in", "2", "--step", "1e-5"];
  const { code, stdout } = await workspace.run(["gradcheck", "wrong net.yaml", ...flags]);
  expect(code).toBe(1);
  expect(stdout).toContain("--seed 0 --batch 3 --mode fast --burn-in 2 --step 0.00001 --plugin");
});

test("the step of the file, or that of the command line, is reported in the table and in JSON", async () => {
  const flags = ["--plugin", plugin, "--set", "gradcheck.step=1e-4"];
  const stepsOf = async (...more: string[]) => {
    const args = ["gradcheck", "wrong net.yaml", ...flags, ...more];
    const [pretty, json] = [await workspace.run(args), await workspace.run([...args, "--json"])];
    return [/step (\S+),/.exec(pretty.stdout)?.[1], JSON.parse(json.stdout).files[0].step];
  };
  expect(await stepsOf()).toEqual(["1e-4", 1e-4]);
  expect(await stepsOf("--step", "0.0005")).toEqual(["5e-4", 0.0005]);
});

test.each(["0", "-1", "0.002", "1e-4x", ""])("a step of %j is refused", async (step) => {
  const { code, stderr } = await workspace.run(["gradcheck", "right.yaml", "--step", step]);
  expect(code).toBe(2);
  expect(stderr).toContain("--step <size>");
  expect(stderr).toContain("It must be a number > 0 and at most 0.001.");
});

test("the command line overrides the mode of the file", async () => {
  const flags = ["--plugin", plugin, "--set", "gradcheck.mode=fast", "--json"];
  const modeOf = async (...more: string[]) => {
    const { stdout } = await workspace.run(["gradcheck", "wrong net.yaml", ...flags, ...more]);
    return JSON.parse(stdout).files[0].mode;
  };
  expect(await modeOf()).toBe("fast");
  expect(await modeOf("--mode", "exhaustive")).toBe("exhaustive");
});

test("--training-dtype compares float32 gradients with float64", async () => {
  const flags = ["--training-dtype", "--set", "engine=portable"];
  const { code, stdout } = await workspace.run(["gradcheck", "right.yaml", ...flags]);
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^float32 on portable against float64: at most \d\S* units of the last place off, at /m,
  );
});

test("that command line reports the same failure, and no other layer", async () => {
  const args = [
    "wrong net.yaml",
    "--plugin",
    plugin,
    "--layer",
    "WrongScale1",
    "--seed",
    "0",
    "--batch",
    "3",
  ];
  const { code, stdout } = await workspace.run(["gradcheck", ...args]);
  expect(code).toBe(1);
  const fail = table.split("\n").find((line) => line.startsWith("fail WrongScale1.x["));
  expect(stdout.split("\n")).toContain(fail);
  expect(stdout).not.toContain("Affine");
  const typo = await workspace.run(["gradcheck", ...args, "--layer", "Affin1"]);
  expect(typo.code).toBe(2);
  expect(typo.stderr).toContain('no layer "Affin1". Known: Affine1, WrongScale1, ');
  expect(typo.stderr).toContain('Did you mean "Affine1"?');
});

test("JUnit conforms to the published schema, and has one failure for each mistake", async () => {
  const schema = readFileSync(new URL("jenkins-junit.xsd", schemas), "utf8");
  const check = (contents: string) =>
    validateXML({ xml: [{ fileName: "junit.xml", contents }], schema: [schema] });
  expect((await check(contents.junit)).errors).toEqual([]);
  expect((await check(contents.junit.replace('<testsuite name="', '<testsuite nam="'))).valid).toBe(false);
  const suites = [
    ...contents.junit.matchAll(
      /<testsuite name="(.*?)" tests="8" failures="(\d)" errors="0" skipped="(\d)"/g,
    ),
  ];
  expect(suites.map(([, name, failures, skipped]) => [name, failures, skipped])).toEqual([
    ["right.yaml", "0", "0"],
    // the layer itself, and the three tensors before it that are wrong because of it
    ["wrong net.yaml", "1", "3"],
    ["unproved.yaml", "3", "2"],
  ]);
  expect(contents.junit.match(/<failure /g)).toHaveLength(4);
  expect(contents.junit).toContain('<testcase classname="wrong net.yaml.WrongScale1" name="x">');
});

test("SARIF conforms to the published schema, and points at the layer's line", () => {
  // one of its patterns is not a regular expression with the flag "u"
  const ajv = new draft4.default({ strict: false, validateFormats: false, unicodeRegExp: false });
  const check = ajv.compile(JSON.parse(readFileSync(new URL("sarif-2.1.0-rtm.5.json", schemas), "utf8")));
  const log = JSON.parse(contents.sarif);
  check(log);
  expect(check.errors).toBe(null);
  expect(check({ ...log, version: "2.0.0" })).toBe(false);

  const [{ tool, results }] = log.runs;
  const errors = results.filter(({ level }: { level: string }) => level === "error");
  const { ruleId, ruleIndex, locations } = errors[0];
  const [{ physicalLocation, logicalLocations }] = locations;
  expect(tool.driver.rules[ruleIndex].id).toBe(ruleId);
  expect(logicalLocations[0].fullyQualifiedName).toBe("WrongScale1.x");
  expect(physicalLocation).toEqual({
    artifactLocation: { uri: "wrong%20net.yaml" },
    region: { startLine: 5, startColumn: 27, endLine: 5, endColumn: 37 },
  });
  for (const rule of tool.driver.rules) expect(rule.help.text).not.toBe("");
});

test("GitHub annotations are one line each, at the wrong layer only, not at those it affects", () => {
  const lines = contents.github.trimEnd().split("\n");
  for (const line of lines)
    expect(line).toMatch(/^::error file=[^,]+,line=5,endLine=5,col=\d+,endColumn=\d+,title=/);
  const wrong = lines.filter((line) => line.includes("file=wrong net.yaml,"));
  expect(wrong).toHaveLength(1);
  expect(wrong[0]).toMatch(
    /title=WrongScale1\.x%3A .*::WrongScale1\.x.*%0Aretrograd gradcheck 'wrong net\.yaml' /,
  );
});

test("the step summary shows what is wrong, and the whole table below it", () => {
  expect(contents.markdown).toMatch(/^## Gradient check: 2 of 3 experiments not proved\n/);
  expect(contents.markdown).toContain("### ✅ <code>right.yaml</code>: pass");
  expect(contents.markdown).toContain("- **WrongScale1.x** (line 5, ");
  expect(contents.markdown.match(/^\| Affine1 \|/gm)).toHaveLength(9);
});

test("a wrong layer of a base file is marked at the model of the file that extends it", async () => {
  workspace.write("model.yaml", `# a base\n\n\n${irisExperiment.replace("Relu", "WrongScale")}`);
  workspace.write("child.yaml", "extends: model.yaml\nname: child\nmodel:\n  input: [4]\n");
  const args = ["gradcheck", "child.yaml", "--plugin", plugin, "--format", "github"];
  const { stdout } = await workspace.run(args);
  expect(stdout).toContain("::error file=child.yaml,line=4,");
});

test("JSON holds each file's report, with a place and a command for what is wrong", () => {
  const document = JSON.parse(contents.json);
  expect(document).toMatchObject({ schema: 1, ok: false });
  expect(document.files.map(({ file, ok }: { file: string; ok: boolean }) => [file, ok])).toEqual([
    ["right.yaml", true],
    ["wrong net.yaml", false],
    ["unproved.yaml", false],
  ]);
  const { tensors } = document.files[1];
  expect(tensors[0]).toMatchObject({
    layer: "Affine1",
    level: "note",
    code: "passed-on",
    line: 5,
    column: 12,
  });
  expect(tensors[3]).toMatchObject({
    layer: "WrongScale1",
    tensor: "x",
    level: "error",
    line: 5,
    column: 27,
  });
  expect(tensors[3].command).toContain("--layer WrongScale1");
  expect(tensors[4]).not.toHaveProperty("level");
});

test("the same check gives the same bytes", async () => {
  const args = ["gradcheck", ...files, "--plugin", plugin];
  for (const name of ["junit", "sarif"]) {
    expect((await workspace.run([...args, "--format", name])).stdout).toBe(contents[name]);
  }
});

test("--allow-inconclusive turns errors of unproved tensors into notices", async () => {
  const args = ["gradcheck", "unproved.yaml", "--allow-inconclusive", "--format"];
  const { code, stdout } = await workspace.run([...args, "github"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^::notice file=unproved\.yaml,line=5,/);
  const { stdout: junit } = await workspace.run([...args, "junit"]);
  expect(junit).toContain('failures="0"');
  expect(junit).toContain("<skipped>");
});
