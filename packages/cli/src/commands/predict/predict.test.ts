import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Workspace } from "../../../tests/captured-environment.js";

// the start of a zip archive, up to the content of its first file
const workbook = Buffer.from(`PK\x03\x04${"\0".repeat(26)}xl/workbook.xml`, "latin1");

let workspace: Workspace;
const hook = 60_000;

beforeAll(async () => {
  workspace = new Workspace();
  const table = Array.from(
    { length: 30 },
    (_, i) => `${i % 3},${(i * 7) % 5},${["02139", "=1+1", "0900"][i % 3]}`,
  );
  workspace.write("codes.csv", `1100,1102,zip\n${table.join("\n")}\n`);
  workspace.write(
    "codes.yaml",
    `data: { dataset: { csv: { path: codes.csv, target: zip } } }
model: { input: [2], layers: [{ Affine: 3 }, SoftmaxWithLoss] }
train: { optimizer: { Adam: 0.1 }, batch: 10, epochs: 60 }
`,
  );
  const { code, stderr } = await workspace.run(["train", "codes.yaml", "--out", "codes", "-q"]);
  expect([code, stderr]).toEqual([0, expect.any(String)]);
}, hook);
afterAll(() => workspace.remove());

const predict = (input: string, ...flags: readonly string[]) =>
  workspace.run(["predict", "codes", "--input", input, ...flags]);
const classes = (csv: string) =>
  csv
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.split(",")[1]);

describe("names of classes", () => {
  test("are written as in the training file, except formulas of a spreadsheet", async () => {
    workspace.write("new.csv", "0,0\n1,2\n2,4\n");
    expect(classes((await predict("new.csv")).stdout)).toEqual(["02139", "'=1+1", "0900"]);
    expect(classes((await predict("new.csv", "--raw")).stdout)).toEqual(["02139", "=1+1", "0900"]);
    const { predictions } = JSON.parse((await predict("new.csv", "--json")).stdout);
    expect(predictions.map((one: { class: string }) => one.class)).toEqual(["02139", "=1+1", "0900"]);
  });
});

describe("a header of numbers", () => {
  test("in another spelling is not a sample, with a warning", async () => {
    workspace.write("header.csv", "1102.0,1100.0\n0,0\n2,1\n");
    const { stdout, stderr, code } = await predict("header.csv");
    expect(code).toBe(0);
    expect(classes(stdout)).toEqual(["02139", "'=1+1"]);
    expect(stderr).toContain("header.csv:1: 1102.0, 1100.0 are the names of the training's columns");
    expect(JSON.parse((await predict("header.csv", "--json")).stdout).warnings).toHaveLength(1);
  });

  test("is a sample with --no-header, and a header with --header", async () => {
    workspace.write("header.csv", "1100,1102\n0,0\n");
    expect(classes((await predict("header.csv", "--no-header")).stdout)).toHaveLength(2);
    expect(classes((await predict("header.csv", "--header")).stdout)).toHaveLength(1);
  });
});

describe("--out", () => {
  test("writes a new file, and no other file", async () => {
    workspace.write("new.csv", "0,0\n1,2\n");
    const { stdout, code } = await predict("new.csv", "--out", "there/predictions.csv", "-q");
    expect([code, stdout]).toEqual([0, ""]);
    expect(classes(readFileSync(workspace.path("there", "predictions.csv"), "utf8"))).toHaveLength(2);
    expect(readdirSync(workspace.path("there"))).toEqual(["predictions.csv"]);
  });

  test("does not change an existing file", async () => {
    workspace.write("kept.csv", "mine\n");
    const { code, stderr } = await predict("new.csv", "--out", "kept.csv");
    expect([code, stderr]).toEqual([2, expect.stringContaining("kept.csv already exists")]);
    expect(readFileSync(workspace.path("kept.csv"), "utf8")).toBe("mine\n");
  });

  test("leaves no file after an error in the last line, and removes the partial file of a killed process", async () => {
    mkdirSync(workspace.path("wrong"));
    // the largest process id on Linux is 2^22
    workspace.write("wrong/.predictions.csv.99999999.partial", "half");
    workspace.write("wrong.csv", `${"1,2\n".repeat(300_000)}1,x\n`);
    const { code, stderr } = await predict("wrong.csv", "--out", "wrong/predictions.csv");
    expect([code, stderr]).toEqual([2, expect.stringContaining('wrong.csv:300001: column "1102"')]);
    expect(readdirSync(workspace.path("wrong"))).toEqual([]);
  });

  test("leaves no file when it is interrupted", async () => {
    workspace.write("many.csv", "1,2\n".repeat(5000));
    const { code } = await workspace.run(
      ["predict", "codes", "--input", "many.csv", "--out", "stopped.csv"],
      { interrupt: "SIGTERM" },
    );
    expect(code).toBe(143);
    expect(existsSync(workspace.path("stopped.csv"))).toBe(false);
    expect(readdirSync(workspace.directory).filter((name) => name.endsWith(".partial"))).toEqual([]);
  });
});

test(
  "a table that is larger than a block gets a prediction for each line, in order",
  async () => {
    const lines = Array.from({ length: 200_000 }, (_, i) => `${i % 3},${(i % 3) * 2}.0000000`);
    workspace.write("large.csv", `${lines.join("\r\n")}\r\n`);
    const { stdout } = await predict("large.csv");
    const predicted = classes(stdout);
    expect(predicted).toHaveLength(200_000);
    expect(predicted.every((name, i) => name === ["02139", "'=1+1", "0900"][i % 3])).toBe(true);
    expect(
      stdout.trimEnd().endsWith(`\n199999,${predicted.at(-1)},${stdout.trimEnd().split(",").at(-1)}`),
    ).toBe(true);
  },
  hook,
);

describe("refuses a file that is not an input, and names its format", () => {
  test.each<[string, string | Uint8Array, string]>([
    ["array.json", '[{"1100": 1, "1102": 2}]', "got a JSON array: write one object per line"],
    ["lists.json", "[[1, 2], [3, 4]]", "got a JSON array: write one object per line"],
    ["book.xlsx", workbook, "got an Excel workbook (.xlsx): save it as CSV"],
    ["book.csv", workbook, "got an Excel workbook (.xlsx): save it as CSV"],
    [
      "1.webp",
      Buffer.from("RIFF\x1a\0\0\0WEBPVP8L", "latin1"),
      "got a WebP image: convert it to PNG or JPEG",
    ],
    ["1.tif", Buffer.from("MM\0*\0\0\0\x08", "latin1"), "got a TIFF image: convert it to PNG or JPEG"],
    ["1.gif", Buffer.from("GIF87a\x01\0", "latin1"), "got a GIF image: convert it to PNG or JPEG"],
    ["1.pdf", "%PDF-1.4\n", "got a PDF document"],
    ["page.html", "<html><body>", "got an HTML page: download the file itself"],
  ])("%s", async (name, content, message) => {
    workspace.write(name, content);
    const { code, stdout, stderr } = await predict(name);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(`${name}: must be a table, an array or an image, ${message}`);
  });

  test("a folder", async () => {
    const { code, stderr } = await predict("codes");
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining("codes must be one file, got a folder: name one file in it"),
    ]);
  });

  test.skipIf(process.platform === "win32")("a named pipe without a writer", async ({ skip }) => {
    skip(spawnSync("mkfifo", [workspace.path("pipe.csv")]).status !== 0, "where there is no mkfifo");
    const { code, stderr } = await predict("pipe.csv");
    expect([code, stderr]).toEqual([2, expect.stringContaining("pipe.csv must be one file, got a pipe")]);
  });

  test("a device", async () => {
    const { code, stderr } = await predict("/dev/null");
    expect([code, stderr]).toEqual([2, expect.stringContaining("/dev/null must be one file, got a device")]);
  });
});
