import { createHash } from "node:crypto";
import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { irisExperiment, Workspace } from "../../../tests/captured-environment.js";

let workspace: Workspace;
const header = "sepal length,sepal width,petal length,petal width";

beforeAll(async () => {
  workspace = new Workspace();
  workspace.write("iris.yaml", irisExperiment);
  await workspace.run(["init", "csv", "--out", "csv.yaml"]);
  await workspace.run(["train", "iris.yaml"]);
  await workspace.run(["train", "iris.yaml", "--seed", "1", "--set", "train.batch=10"]);
  await workspace.run(["train", "csv.yaml", "--set", "train.epochs=20"]);
}, 60_000);
afterAll(() => workspace.remove());

describe("evaluate", () => {
  test("measures the same as the last evaluation of training", async () => {
    const { metrics } = JSON.parse(readFileSync(workspace.path("runs", "iris-0001", "run.json"), "utf8"));
    for (const split of ["test", "train"]) {
      const { code, stdout } = await workspace.run([
        "evaluate",
        "runs/iris-0001",
        "--split",
        split,
        "--json",
      ]);
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({
        schema: 1,
        split,
        metrics: { [split]: metrics.final[split] },
      });
    }
  });

  test("prints text, and finds a table next to its experiment", async () => {
    const { stdout } = await workspace.run(["evaluate", "runs/csv-0001"]);
    expect(stdout).toMatch(/^test loss \d\.\d{4} {2}accuracy [\d.]+% {2}\(30 samples\)\n$/);
  });

  test("shows classes and the confusion matrix as tables, equal to those of the run's record", async () => {
    const metricList = "train.evaluate.metrics=[Accuracy, F1, ConfusionMatrix]";
    expect((await workspace.run(["train", "iris.yaml", "--out", "tables", "--set", metricList])).code).toBe(
      0,
    );
    const { metrics } = JSON.parse(readFileSync(workspace.path("tables", "run.json"), "utf8"));
    const { stdout } = await workspace.run(["evaluate", "tables", "--json"]);
    expect(JSON.parse(stdout).tables.test).toEqual(metrics.tables.test);
    expect(metrics.tables.test.confusionMatrix.matrix.flat().reduce((a: number, b: number) => a + b)).toBe(
      30,
    );
    const output = (await workspace.run(["evaluate", "tables"])).stdout;
    expect(output).toMatch(/^test loss \d\.\d{4} {2}accuracy [\d.]+% {2}f1 [\d.]+% {2}\(30 samples\)$/m);
    expect(output).toMatch(/^class +f1\nsetosa +[\d.]+%$/m);
    expect(output).toMatch(/^ +setosa +versicolor +virginica\nsetosa +\d+ +\d+ +\d+$/m);
    expect((await workspace.run(["runs", "show", "tables"])).stdout).toContain("test split:\nclass");
  });

  test("--metrics replaces the metrics of the experiment, with options", async () => {
    const { stdout } = await workspace.run([
      "evaluate",
      "runs/csv-0001",
      "--metrics",
      "F1, TopK: 2",
      "--json",
    ]);
    const { metrics, tables } = JSON.parse(stdout);
    expect(Object.keys(metrics.test)).toEqual(["loss", "f1", "topK2"]);
    expect(metrics.test.topK2).toBeGreaterThan(0.6);
    expect(Object.keys(tables.test)).toEqual(["f1"]);
  });

  test.each([
    ["Acuracy", '--metrics: unknown metric "Acuracy"'],
    ["F1, MSE", "--metrics: MSE measures values, but SoftmaxWithLoss learns classes"],
    ["TopK: 0", "--metrics: "],
    ["", "It must not be empty"],
    ["[", '--metrics must be a list such as "F1, TopK: 2", got "["'],
  ])("refuses the metrics %j", async (list, message) => {
    const { code, stderr } = await workspace.run(["evaluate", "runs/csv-0001", "--metrics", list]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
    expect(stderr).not.toMatch(/internal|\n\s+at /);
  });

  test("refuses another split", async () => {
    expect((await workspace.run(["evaluate", "runs/iris-0001", "--split", "tset"])).code).toBe(2);
  });
});

describe("predict", () => {
  beforeEach(() => {
    workspace.write("plain.csv", "5.1,3.5,1.4,0.2\n6.3,3.3,6.0,2.5\n");
    workspace.write(
      "named.csv",
      "note,petal width,petal length,sepal width,sepal length\nx,0.2,1.4,3.5,5.1\n",
    );
  });

  test("prints class and probability of each row", async () => {
    const { code, stdout } = await workspace.run(["predict", "runs/csv-0001", "--input", "plain.csv"]);
    expect(code).toBe(0);
    expect(stdout.split("\n")).toEqual([
      "index,class,probability",
      expect.stringMatching(/^0,setosa,0\.9/),
      expect.stringMatching(/^1,virginica,0\.\d+$/),
      "",
    ]);
  });

  test("finds the columns by the names in a header, in any order", async () => {
    const args = (input: string) => ["predict", "runs/iris-0001", "--input", input, "--json"];
    const plain = JSON.parse((await workspace.run(args("plain.csv"))).stdout);
    const withHeader = JSON.parse((await workspace.run(args("named.csv"))).stdout);
    expect(withHeader.predictions[0]).toEqual(plain.predictions[0]);
  });

  test.each([
    ["a missing column", `${header.replace("petal width", "width")}\n1,2,3,4\n`, 'no column "petal width"'],
    ["a ragged line", "1,2,3,4\n1,2,3\n", "wrong.csv:2: must have 4 cells"],
    ["too many columns", "1,2,3,4,5\n", "takes 4 numbers"],
    [
      "a cell that is not a number",
      "1,2,3,4\n1,2,x,4\n",
      'wrong.csv:2: column "petal length" must be a number, got "x"',
    ],
    ["a bad cell in a first line of numbers", "1,2,x,4\n1,2,3,4\n", 'wrong.csv:1: column "petal length"'],
    [
      "numbers for which the prediction is NaN",
      "1,2,3,4\n1e308,1e308,1e308,-1e308\n",
      "the prediction for input 1 is NaN: its values, scaled as in training, or the model's parameters overflow f32",
    ],
    ["an empty file", "", "is empty"],
    ["only a header", `${header}\n`, "no inputs"],
    ["an unclosed quote", '1,2,"3,4\n', "wrong.csv:1: a quote"],
  ])("refuses %s", async (_what, content, message) => {
    workspace.write("wrong.csv", content);
    const { code, stdout, stderr } = await workspace.run([
      "predict",
      "runs/iris-0001",
      "--input",
      "wrong.csv",
    ]);
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toContain(message);
  });

  test("reads the file of the training, with its delimiter", async () => {
    const text = readFileSync(workspace.path("iris.csv"), "utf8").replaceAll(",", ";");
    workspace.write("semicolons.csv", text);
    const experiment = readFileSync(workspace.path("csv.yaml"), "utf8").replace(
      "path: iris.csv",
      'path: semicolons.csv\n      delimiter: ";"',
    );
    workspace.write("semicolons.yaml", experiment);
    expect((await workspace.run(["train", "semicolons.yaml", "--out", "semicolons"])).code).toBe(0);
    const { stdout } = await workspace.run(["predict", "semicolons", "--input", "semicolons.csv"]);
    expect(stdout.trim().split("\n")).toHaveLength(text.trim().split("\n").length);
  });

  test("accepts JSON Lines for a model that was trained on CSV", async () => {
    workspace.write(
      "new.jsonl",
      '{"sepal length": 5.1, "sepal width": 3.5, "petal length": 1.4, "petal width": 0.2, "note": "x"}\n',
    );
    const args = ["predict", "runs/iris-0001", "--json", "--input"];
    const lines = JSON.parse((await workspace.run([...args, "new.jsonl"])).stdout);
    const table = JSON.parse((await workspace.run([...args, "plain.csv"])).stdout);
    expect(lines.predictions).toEqual([table.predictions[0]]);
    workspace.write("new.jsonl", '{"sepal length": "5.1"}\n');
    const { code, stderr } = await workspace.run(["predict", "runs/iris-0001", "--input", "new.jsonl"]);
    expect(code).toBe(2);
    expect(stderr).toContain('new.jsonl:1: column "sepal length" must be a number, got "5.1"');
  });

  test("reads images from IDX, and names the value of a regression", async () => {
    workspace.write(
      "digits.yaml",
      irisExperiment
        .replace("name: iris", "name: digits")
        .replace("iris, scale: standardize", "digits, scale: unit")
        .replace("[4]", "[64]")
        .replace("Affine: 3", "Affine: 10"),
    );
    await workspace.run(["train", "digits.yaml"]);
    // two images of 8 x 8 bytes
    workspace.write(
      "images.idx",
      Uint8Array.from([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 8, 0, 0, 0, 8, ...new Uint8Array(128)]),
    );
    const images = await workspace.run(["predict", "runs/digits-0001", "--input", "images.idx"]);
    expect(images.stdout.trim().split("\n")).toHaveLength(3);
    await workspace.run(["init", "regression", "--out", "regression.yaml"]);
    await workspace.run(["train", "regression.yaml"]);
    workspace.write("patient.csv", "59,2,32.1,101,157,93.2,38,4,4.8598,87\n");
    const values = await workspace.run(["predict", "runs/regression-0001", "--input", "patient.csv"]);
    expect(values.stdout).toMatch(/^index,progression\n0,\d+\.\d+\n$/);
  });
});

describe("a run that cannot be used", () => {
  test("is not a run folder", async () => {
    const { code, stderr } = await workspace.run(["evaluate", "runs"]);
    expect(code).toBe(2);
    expect(stderr).toContain("is not a run folder");
  });

  test.each([
    ["run.json", "{", "it is not valid JSON"],
    ["run.json", '{"schema":2}', "schema 1"],
    ["resolved.json", "[]", "schema 1"],
    ["model.safetensors", "short", "model.safetensors"],
  ])("has a damaged %s", async (file, content, message) => {
    await workspace.run(["train", "iris.yaml", "--out", "damaged"]);
    writeFileSync(workspace.path("damaged", file), content);
    const { code, stderr } = await workspace.run(["evaluate", "damaged"]);
    rmSync(workspace.path("damaged"), { recursive: true });
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  test("has no model because it failed", async () => {
    await workspace.run(["train", "iris.yaml", "--out", "failed", "--set", "train.optimizer.SGD.lr=1e300"]);
    const { stderr } = await workspace.run(["evaluate", "failed"]);
    expect(stderr).toContain("the run is failed");
  });

  test("was trained on other data", async () => {
    await workspace.run(["train", "csv.yaml", "--out", "changed"]);
    appendFileSync(workspace.path("iris.csv"), "5.0,3.4,1.5,0.2,setosa\n");
    const { code, stderr } = await workspace.run(["evaluate", "changed"]);
    expect(code).toBe(2);
    expect(stderr).toContain("the data file iris.csv has changed since the training of changed");
    const [{ sha256 }] = JSON.parse(readFileSync(workspace.path("changed", "run.json"), "utf8")).data.files;
    const now = createHash("sha256")
      .update(readFileSync(workspace.path("iris.csv")))
      .digest("hex");
    expect(stderr).toContain(`sha256 then ${sha256}\n  sha256 now  ${now}`);
    const resumed = await workspace.run(["train", "--resume", "changed"]);
    expect(resumed.code).toBe(2);
    expect(resumed.stderr).toContain(`sha256 now  ${now}`);
  });

  test("is scaled with the recorded values, without fitting them again", async () => {
    await workspace.run(["train", "iris.yaml", "--out", "scaled"]);
    const record = JSON.parse(readFileSync(workspace.path("scaled", "run.json"), "utf8"));
    record.data.scaling.divisor[0] *= 2;
    workspace.write("scaled/run.json", JSON.stringify(record));
    const { code, stdout } = await workspace.run(["evaluate", "scaled", "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).loss).not.toBe(record.metrics.final.test.loss);
  });

  test("has a record whose scaling differs from its settings", async () => {
    await workspace.run(["train", "iris.yaml", "--out", "mixed"]);
    const record = JSON.parse(readFileSync(workspace.path("mixed", "run.json"), "utf8"));
    record.data.scaling.kind = "unit";
    workspace.write("mixed/run.json", JSON.stringify(record));
    const { code, stderr } = await workspace.run(["evaluate", "mixed"]);
    expect(code).toBe(2);
    expect(stderr).toContain("mixed/run.json has inputs scaled by unit, mixed/resolved.json has standardize");
  });

  test("was trained with a plugin that is not loaded", async () => {
    const plugin = new URL("../../../tests/wrong-plugin.mjs", import.meta.url).pathname;
    workspace.write("plugged.yaml", irisExperiment.replace("Relu", "WrongScale"));
    await workspace.run(["train", "plugged.yaml", "--out", "plugged", "--plugin", plugin]);
    const { code, stderr } = await workspace.run(["evaluate", "plugged"]);
    expect(code).toBe(2);
    expect(stderr).toContain(`trained with wrong-plugin, which is not loaded: add --plugin ${plugin}`);
    expect((await workspace.run(["evaluate", "plugged", "--plugin", plugin])).code).toBe(0);
  });
});

describe("runs", () => {
  test("lists the runs of a folder with their final metrics", async () => {
    for (const args of [["runs"], ["runs", "list"]]) {
      const { code, stdout } = await workspace.run(args);
      expect(code).toBe(0);
      expect(stdout).toMatch(/^iris-0001 +completed +30 +\d\.\d+ +[\d.]+% +0 +2026-01-01 00:00$/m);
    }
    const { runs } = JSON.parse((await workspace.run(["runs", "list", "--json"])).stdout);
    expect(runs[0]).toMatchObject({ path: "runs/csv-0001", status: "completed" });
  });

  test("says how to start one in an empty folder, and skips a run that cannot be read", async () => {
    expect((await workspace.run(["runs", "list", "--dir", "nowhere"])).stdout).toContain(
      "retrograd train FILE",
    );
    mkdirSync(workspace.path("odd", "run-0001"), { recursive: true });
    workspace.write("odd/run-0001/run.json", "{");
    const { code, stderr } = await workspace.run(["runs", "list", "--dir", "odd"]);
    expect(code).toBe(0);
    expect(stderr).toContain("it is not valid JSON");
  });

  test("refuses a file instead of a folder", async () => {
    const { code, stderr } = await workspace.run(["runs", "list", "--dir", "iris.yaml"]);
    expect(code).toBe(2);
    expect(stderr).toContain("iris.yaml must be a folder of runs");
  });

  test("shows one run with its settings", async () => {
    const { stdout } = await workspace.run(["runs", "show", "runs/iris-0002"]);
    expect(stdout).toContain("iris, 120 + 30 samples");
    expect(stdout).toMatch(/^set +train\.batch=10 seed=1$/m);
    expect(stdout).toMatch(/^train\.batch +10$/m);
  });

  test("compares only the settings that differ", async () => {
    const { stdout, stderr } = await workspace.run(["runs", "compare", "runs/iris-0001", "runs/iris-0002"]);
    expect(stdout).toMatch(/^train\.batch +20 +10$/m);
    expect(stdout).toMatch(/^seed +0 +1$/m);
    expect(stdout).not.toContain("data.scale");
    expect(stdout).toMatch(/^test accuracy +[\d.]+% +[\d.]+%$/m);
    expect(stderr).toContain("2 settings of");
    const args = ["runs", "compare", "runs/iris-0001", "runs/iris-0002", "--json"];
    expect(JSON.parse((await workspace.run(args)).stdout).differences).toEqual([
      { setting: "seed", values: [0, 1] },
      { setting: "train.batch", values: [20, 10] },
    ]);
  });
});
