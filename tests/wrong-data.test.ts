import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Workspace } from "../packages/cli/tests/captured-environment.js";

const fixture = (name: string) =>
  JSON.parse(readFileSync(new URL(`../packages/data/fixtures/${name}.json`, import.meta.url), "utf8"));
const bytesOf = (base64: string) => Uint8Array.from(Buffer.from(base64, "base64"));
const [arrays, tables, pictures] = [fixture("arrays"), fixture("tables"), fixture("pictures")];
const picture = bytesOf(pictures.png.colours.file);

let workspace: Workspace;
beforeEach(() => {
  workspace = new Workspace();
});
afterEach(() => workspace.remove());

function experiment(dataset: object): string {
  return JSON.stringify({
    data: { dataset },
    model: { input: [1], layers: [{ Affine: 2 }, "SoftmaxWithLoss"] },
    train: { optimizer: { SGD: { lr: 0.1 } }, batch: 2, epochs: 1 },
  });
}

type Files = Readonly<Record<string, string | Uint8Array>>;

async function train(dataset: object, files: Files) {
  workspace.write("wrong.yaml", experiment(dataset));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(workspace.path(path)), { recursive: true });
    writeFileSync(workspace.path(path), content);
  }
  const before = readdirSync(workspace.directory, { recursive: true });
  const { code, stdout, stderr } = await workspace.run(["train", "wrong.yaml"]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).not.toMatch(/^ +at /m);
  expect(readdirSync(workspace.directory, { recursive: true })).toEqual(before);
  return stderr;
}

const table = { path: "d", target: "y" };

describe("wrong data end training with 2, with file, row and column, and nothing is written", () => {
  test.each<[string, object, Files, string]>([
    ["csv", { csv: table }, { d: "x,y\n1,a\nnan,b\n" }, 'd:3: column "x" must be a number, got "nan"'],
    [
      "jsonl",
      { jsonl: table },
      { d: '{"x":1,"y":"a"}\n{"x":"2","y":"b"}\n' },
      'd:2: column "x" must be a number, got "2"',
    ],
    [
      "parquet",
      { parquet: { path: "d", target: "kind", columns: ["missing"] } },
      { d: bytesOf(tables.snappy) },
      'd, row 8: column "missing" must be a number, got null',
    ],
    [
      "npy",
      { npy: { x: "x", t: "t" } },
      { x: bytesOf(arrays.refused.objects), t: "" },
      "x: must hold numbers",
    ],
    [
      "npz",
      { npz: { path: "d", x: "x", t: "t" } },
      { d: bytesOf(arrays.archives.deflated).subarray(0, 200) },
      "d: is truncated, or not a zip archive",
    ],
    [
      "idx",
      { idx: { trainImages: "x", trainLabels: "t" } },
      {
        x: Uint8Array.of(0, 0, 8, 2, 0, 0, 0, 1, 0, 0, 0, 1, 7),
        t: Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 0, 1),
      },
      "t: must hold a label for each of the 1 images of x, got 2",
    ],
    [
      "images",
      { images: { path: "pets" } },
      { "pets/cat/a.png": picture, "pets/dog/b.png": picture.subarray(0, 60) },
      "pets/dog/b.png: is truncated",
    ],
  ])("%s", async (_reader, dataset, files, message) => {
    const stderr = await train(dataset, files);
    expect(stderr).toMatch(/^wrong\.yaml:1:\d+ RG3003/);
    expect(stderr).toContain(message);
  });
});

describe("paths that no file system takes end training with 2", () => {
  const places = [
    "..",
    "/",
    "~/d.csv",
    "file:///etc/passwd",
    "https://example.org/d.csv",
    "d\0.csv",
    "/dev/zero",
    "none.csv",
  ];
  test.each(places)("%j as a file", async (path) => {
    expect(await train({ csv: { ...table, path } }, {})).not.toBe("");
  });

  test.each(["..", "~/pets", "file:///etc", "/dev/zero", "none", "d.csv"])("%j as a folder", async (path) => {
    expect(await train({ images: { path } }, { "d.csv": "x,y\n1,2\n" })).not.toBe("");
  });

  test("a link that leads to itself, and a class that is a link to the folder around it", async () => {
    symlinkSync("loop.csv", workspace.path("loop.csv"));
    expect(await train({ csv: { ...table, path: "loop.csv" } }, {})).toContain("loop.csv");
    mkdirSync(workspace.path("pets"));
    symlinkSync(".", workspace.path("pets/cat"));
    expect(await train({ images: { path: "pets" } }, {})).toContain(
      "pets/cat/cat: must be a PNG or JPEG image",
    );
  });
});
