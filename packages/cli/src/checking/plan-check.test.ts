import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { irisExperiment, Workspace } from "../../tests/captured-environment.js";

// The clock of these tests advances by 10 ms at each call, so the same elements fit on every machine.
let workspace: Workspace;
beforeAll(() => {
  workspace = new Workspace();
  workspace.write("iris.yaml", irisExperiment);
  workspace.write("wide.yaml", irisExperiment.replace("Affine: 8", "Affine: 400"));
});
afterAll(() => workspace.remove());

const table = /^(?<layer>\w+) +(?<tensor>\w+) +\[.*?\] +[\d,]+ +(?<by>every element|directions) /gm;

describe("a time budget", () => {
  test("that is long enough for everything changes nothing", async () => {
    const [free, timed] = await Promise.all([
      workspace.run(["gradcheck", "iris.yaml"]),
      workspace.run(["gradcheck", "iris.yaml", "--time-budget", "1000"]),
    ]);
    expect(timed).toEqual(free);
    expect(timed).toMatchObject({ code: 0, stderr: "" });
  });

  test("that is too short for every element names the tensors checked along directions, in every report", async () => {
    const formats = ["json", "junit", "sarif", "github", "markdown"];
    const flags = formats.flatMap((format) => ["--format", `${format}=${format}`]);
    const args = ["gradcheck", "wide.yaml", "--time-budget", "2", ...flags, "--format", "pretty"];
    const { code, stdout, stderr } = await workspace.run(args);
    expect(code).toBe(0);
    const rows = [...stdout.matchAll(table)].map(({ groups }) => groups ?? {});
    const fast = rows
      .filter(({ by }) => by === "directions")
      .map(({ layer, tensor }) => `${layer}.${tensor}`);
    expect(fast.length).toBeGreaterThan(0);
    expect(fast.length).toBeLessThan(rows.length);
    expect(stderr).toMatch(
      /^wide\.yaml: not every element fits into 2 s; checked only along random directions: /,
    );
    expect(stdout).toMatch(
      /pass, 5,624 elements of 8 tensors \([\d,]+ elements of \d tensors? only along random directions\)/,
    );

    const contentOf = (format: string) => readFileSync(workspace.path(format), "utf8");
    const [report] = JSON.parse(contentOf("json")).files;
    expect(report.mode).toBe("mixed");
    const nameOf = (one: { layer: string; tensor: string }) => `${one.layer}.${one.tensor}`;
    expect(report.tensors.filter(({ mode }: { mode: string }) => mode === "fast").map(nameOf)).toEqual(fast);
    expect(JSON.parse(contentOf("sarif")).runs[0].properties.checks).toEqual([
      { uri: "wide.yaml", verdict: "pass", mode: "mixed", alongDirections: fast },
    ]);
    expect(contentOf("junit").match(/checked by directions/g)).toHaveLength(fast.length);
    expect(contentOf("junit")).toContain('name="mode" value="mixed"');
    expect(contentOf("markdown").match(/\| directions \|/g)).toHaveLength(fast.length);
    for (const name of fast) expect(contentOf("github")).toContain(`title=${name}%3A not every element`);
  });

  test("may be set in the file, and the command line overrides it", async () => {
    const args = ["gradcheck", "iris.yaml", "--set", "gradcheck.seconds=0.5"];
    expect((await workspace.run(args)).stderr).toContain("a time budget of 0.5 s is too short");
    expect(await workspace.run([...args, "--time-budget", "1000"])).toMatchObject({ code: 0, stderr: "" });
  });

  test("that is too short even for directions is refused, with the time that is needed", async () => {
    const { code, stdout, stderr } = await workspace.run(["gradcheck", "iris.yaml", "--time-budget", "0.5"]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(
      /a time budget of 0\.5 s is too short: even along random directions .* Allow more/,
    );
  });

  test("of a fast check only has to be long enough for its directions", async () => {
    const { code, stdout, stderr } = await workspace.run([
      "gradcheck",
      "iris.yaml",
      "--mode",
      "fast",
      "--time-budget",
      "25",
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toContain("136 elements of 8 tensors along random directions, batch 3");
  });

  test.each(["0", "-1", "soon", "Infinity"])("of %s is refused", async (budget) => {
    const { code, stderr } = await workspace.run(["gradcheck", "iris.yaml", "--time-budget", budget]);
    expect(code).toBe(2);
    expect(stderr).toContain("It must be a number above 0.");
  });
});

test("a long check is announced, with faster alternatives", async () => {
  workspace.write("wider.yaml", irisExperiment.replace("Affine: 8", "Affine: 4000"));
  // the announcement is enough, so the check is interrupted at once
  const interrupt = "SIGINT";
  const { code, stderr } = await workspace.run(["gradcheck", "wider.yaml", "--layer", "Affine1"], {
    interrupt,
  });
  expect(code).toBe(130);
  expect(stderr).toMatch(
    /^wider\.yaml: checking 20,012 elements one by one takes about .*, along random directions about .* \(--mode fast\)/,
  );
});
